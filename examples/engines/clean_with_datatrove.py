"""Cleans JSON Lines with datatrove, two tasks at a time.

python examples/engines/clean_with_datatrove.py INPUT_FOLDER OUTPUT_FOLDER [MODEL]

Stopped and started again, it goes on with the tasks (files) that are not complete.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # of each task: the matrices are small

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from classifier import load
from classifier.bulk.engines.datatrove import CleanDocuments


def main() -> None:
    """Reads every .jsonl file of a folder; writes one .jsonl.gz file a task."""
    source, target = sys.argv[1:3]
    model = load(*sys.argv[3:4])
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source, glob_pattern="*.jsonl", add_file_path=False),
            CleanDocuments(model),  # AnnotateDocuments keeps the text and labels its paragraphs
            JsonlWriter(target, expand_metadata=True),
        ],
        tasks=len(list(Path(source).glob("*.jsonl"))),
        workers=2,
        logging_dir=f"{target}/logs",
    ).run()


if __name__ == "__main__":
    main()
