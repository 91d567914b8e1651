"""What a run of the command may not load: each takes longer than labelling a page."""

import subprocess
import sys
from pathlib import Path

import pytest

from classifier.kernel.library import kernel

ROOT = Path(__file__).parent.parent
TRAINING = {"sklearn", "jieba", "joblib", "opencc"}
DRAWING = {"rich", "matplotlib"}
FALLBACK = {"scipy"} if kernel() is not None else set()  # 0.15 s, where the kernel does without it
NUMBERS = {"numpy", "scipy", "safetensors", "pydantic"}
FORBIDDEN = {
    "--help": TRAINING | DRAWING | NUMBERS | {"resiliparse"},
    # typer itself looks at default values with pydantic
    "predict --help": (TRAINING | DRAWING | NUMBERS | {"resiliparse"}) - {"pydantic"},
    "predict examples/forum.txt --format jsonl": TRAINING | DRAWING | FALLBACK | {"resiliparse"},
    "predict examples/forum.txt --format text": TRAINING | DRAWING | FALLBACK | {"resiliparse"},
    "predict examples/article.html --format html": TRAINING | DRAWING,
}


@pytest.mark.parametrize("arguments", FORBIDDEN)
def test_a_run_loads_no_more_than_it_needs(arguments):
    command = [sys.executable, "-X", "importtime", "-m", "classifier", *arguments.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    rows = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line)
    loaded = {name.partition(".")[0] for name in rows}
    assert "classifier" in loaded
    assert not loaded & FORBIDDEN[arguments]
