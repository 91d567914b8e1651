"""Cleans JSON Lines with Ray Data.

python examples/engines/clean_with_ray.py INPUT_FOLDER OUTPUT_FOLDER [MODEL]

Reads every .jsonl file of a folder; writes Parquet. On a cluster, `ray.init()` finds it by RAY_ADDRESS.
"""

import sys

import ray

from classifier import load
from classifier.bulk.engines.ray import clean


def main() -> None:
    """Reads a folder, cleans it with two actors, writes a folder."""
    source, target = sys.argv[1:3]
    model = load(*sys.argv[3:4])
    ray.init()
    dataset = ray.data.read_json(source, file_extensions=["jsonl"])
    clean(dataset, model, workers=(1, 2)).write_parquet(target)


if __name__ == "__main__":
    main()
