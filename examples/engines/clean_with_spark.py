"""Cleans JSON Lines with Spark, on two cores of this machine.

python examples/engines/clean_with_spark.py INPUT_FOLDER OUTPUT_FOLDER [MODEL]

Reads every .jsonl file of a folder; writes Parquet. For a cluster leave `master` out, and start it with
spark-submit.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # of each Python worker: the matrices are small
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # Spark takes the first python3 on the path

from pyspark.sql import SparkSession

from classifier import load
from classifier.bulk.engines.spark import clean


def main() -> None:
    """Reads a folder, cleans it, writes a folder."""
    source, target = sys.argv[1:3]
    model = load(*sys.argv[3:4])
    spark = SparkSession.builder.appName("classifier").master("local[2]").getOrCreate()
    frame = spark.read.json(source, pathGlobFilter="*.jsonl")
    clean(frame, model).write.parquet(target)
    spark.stop()


if __name__ == "__main__":
    main()
