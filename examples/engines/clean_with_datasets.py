"""Cleans JSON Lines with Hugging Face datasets, two processes at a time.

python examples/engines/clean_with_datasets.py INPUT_FOLDER OUTPUT_FILE.parquet [MODEL]

Run again, it takes what it has done before from the cache.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # of each process: the matrices are small

from datasets import Dataset

from classifier import load
from classifier.bulk.engines.datasets import clean


def main() -> None:
    """Reads every .jsonl file of a folder; writes one Parquet file."""
    source, target = sys.argv[1:3]
    model = load(*sys.argv[3:4])
    files = [str(file) for file in sorted(Path(source).glob("*.jsonl"))]
    clean(Dataset.from_json(files), model, workers=2).to_parquet(target)


if __name__ == "__main__":
    main()
