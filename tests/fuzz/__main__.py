"""Runs one target under the coverage-guided fuzzer: `python -m tests.fuzz TARGET [RUNS [CORPUS]]`.

Needs the extra `fuzz`; see docs/testing.md. CORPUS is a folder that keeps the inputs which reached something new.
A finding is written to the current folder; put it under tests/fuzz/findings/TARGET.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["classifier", "tests.fuzz", "tomllib"]):
    from tests.fuzz.seeds import SEEDS, WORDS
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzz until RUNS (default a million) inputs have been tried, or one breaks a promise."""
    name, runs = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "1000000"
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(sys.argv[3] if len(sys.argv) > 3 else f"{folder}/corpus")
        corpus.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate([*SEEDS[name], *_findings(name)]):
            (corpus / f"seed-{number}").write_bytes(seed)
        words = Path(folder) / "words"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS[name]), encoding="ascii")
        options = [
            "-max_len=2048",
            "-timeout=120",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
            "-len_control=20",
        ]
        atheris.Setup([sys.argv[0], f"-runs={runs}", f"-dict={words}", *options, str(corpus)], TARGETS[name])
        atheris.Fuzz()


def _findings(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((Path(__file__).parent / "findings" / name).glob("*"))]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


main()
