"""Trains again on the labels that were saved, in a process of its own, and shows what has changed."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from classifier.errors import ClassifierError, InputError
from classifier.evaluation.headline import headline
from classifier.evaluation.metrics import evaluate
from classifier.evaluation.scored import scored_page
from classifier.labels import LABEL_INDEX
from classifier.pipeline import Model, load
from classifier.review.workspace import Entry, Workspace, judge

CHANGES_SHOWN: Final = 300
"""Changed paragraphs listed, those first whose probability moved most."""

Status = Literal["idle", "running", "done", "failed", "stopped"]

TRAIN: Final = (sys.executable, "-m", "classifier", "train")

_PREFIX: Final = "classifier: "


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model to go over to, and what it says of the pages."""

    model: Model
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Run:
    """One training: what is known of it so far."""

    started: float
    status: Status = "running"
    steps: list[str] = field(default_factory=list)
    ended: float = 0.0
    error: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    candidate: Candidate | None = None
    used: bool = False


class Training:
    """Trains, one model at a time.

    Attributes:
        workspace: the pages.
        corpora: labelled data to train on beside the pages.
        command: the program that trains, called with the inputs, `-o` and the model's file.
    """

    def __init__(self, workspace: Workspace, corpora: Sequence[Path], command: Sequence[str] = TRAIN) -> None:
        self.workspace = workspace
        self.corpora = tuple(corpora)
        self.command = tuple(command)
        self._lock = threading.Lock()
        self._run: _Run | None = None
        self._process: subprocess.Popen[str] | None = None

    def inputs(self) -> list[Path]:
        """What is trained on: the corpora, the saved pages, and pages in the training format where they are."""
        covered = [path.resolve() for path in self.corpora]
        out = self.workspace.out.resolve()
        found = list(self.corpora)
        if any(out.glob("*.txt")) and not _inside(out, covered):
            found.append(self.workspace.out)
            covered.append(out)
        targets = {entry.source.target for entry in self.workspace.entries() if entry.source.labels}
        alone = (target for target in sorted(targets) if target.is_file())
        return [*found, *(target for target in alone if not _inside(target.resolve(), covered))]

    def start(self) -> None:
        """Begins to train. Raises InputError while one is running, and where there is nothing to train on."""
        with self._lock:
            if self._run is not None and self._run.status == "running":
                raise InputError("a training is running already")
            inputs = self.inputs()
            if not inputs:
                raise InputError("no page is saved yet; save a few, or start with --corpus")
            self._run = _Run(time.monotonic())
        threading.Thread(target=self._train, args=(self._run, inputs), daemon=True).start()

    def stop(self) -> None:
        """Ends a training that is running; else does nothing."""
        with self._lock:
            if self._run is not None and self._run.status == "running":
                self._run.status = "stopped"
                if self._process is not None:
                    self._process.terminate()

    def use(self) -> None:
        """Goes over to the trained model; asked for again, back to the one before.

        Raises:
            InputError: no training is done.
        """
        with self._lock:
            run = self._run
            if run is None or run.candidate is None:
                raise InputError("no training is done; train first")
            before = Candidate(self.workspace.model, self.workspace.entries())
            self.workspace.use(run.candidate.model, run.candidate.entries)
            run.candidate, run.used = before, not run.used

    def state(self) -> dict[str, Any]:
        """How far the training is, as values that JSON can hold."""
        saved = sum(entry.source.labels is not None for entry in self.workspace.entries())
        always = {"inputs": [str(path) for path in self.inputs()[:10]], "saved": saved}
        run = self._run
        if run is None:
            return always | {"status": "idle"}
        seconds = (run.ended or time.monotonic()) - run.started
        return always | {
            "status": run.status,
            "steps": list(run.steps),
            "seconds": round(seconds, 1),
            "error": run.error,
            "result": run.result,
            "used": run.used,
        }

    def _train(self, run: _Run, inputs: Sequence[Path]) -> None:
        try:
            self._finish(run, self._run_process(run, inputs))
        except (ClassifierError, OSError) as error:
            run.error, run.ended = str(error), time.monotonic()
            if run.status == "running":
                run.status = "failed"

    def _run_process(self, run: _Run, inputs: Sequence[Path]) -> Path:
        """Trains; the model's file. Raises InputError with the training's last message where it fails."""
        out = self.workspace.out
        out.mkdir(parents=True, exist_ok=True)
        output = _free_name(out)
        command = [*self.command, *map(str, inputs), "-o", str(output)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
        ) as process:
            self._process = process
            if run.status == "stopped":
                process.terminate()
            assert process.stderr is not None
            run.steps.extend(line.rstrip().removeprefix(_PREFIX) for line in process.stderr)
        if process.returncode or run.status == "stopped":
            raise InputError(run.steps[-1] if run.steps else "the training ended without a word")
        return output

    def _finish(self, run: _Run, output: Path) -> None:
        run.steps.append("labelling all pages with the new model")
        policy = self.workspace.model.policy
        model = load(output, policy=policy)
        before = self.workspace.entries()
        after = tuple(judge(model, [entry.source for entry in before]))
        run.result = {
            "model": str(output),
            "measured": model.metadata["measured"],
            "unseen": model.metadata["scores"]["text"],
            "known": {"before": _figures(before), "after": _figures(after)},
            **_changes(before, after),
        }
        run.candidate = Candidate(model, after)
        run.ended, run.status = time.monotonic(), "done"


def _inside(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _free_name(folder: Path) -> Path:
    """The first of model-1, model-2 … that is not there."""
    number = 1
    while (folder / f"model-{number}.safetensors").exists():
        number += 1
    return folder / f"model-{number}.safetensors"


def _figures(entries: Sequence[Entry]) -> dict[str, float]:
    """The figures of a model on the pages that have labels; nothing where no page has."""
    labelled = [
        (replace(entry.source.record, labels=entry.source.labels), entry.page)
        for entry in entries
        if entry.source.labels is not None
    ]
    if not labelled:
        return {}
    report = evaluate(
        [scored_page(record, page.label_ids, page.keep, page.junk) for record, page in labelled]
    )
    return {name: round(value, 4) for name, value in headline(report).items()}


def _changes(before: Sequence[Entry], after: Sequence[Entry]) -> dict[str, Any]:
    """How many paragraphs have another label now, and the most striking of them."""
    found = []
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        moved = old.page.label_ids != new.page.label_ids
        given = old.source.labels
        for index in moved.nonzero()[0].tolist():
            start, end = old.page.document.spans[index].tolist()
            found.append(
                {
                    "page": number,
                    "index": index,
                    "text": old.page.document.text[start:end][:120],
                    "from": int(old.page.label_ids[index]),
                    "to": int(new.page.label_ids[index]),
                    "junk": [round(float(entry.page.junk[index]), 3) for entry in (old, new)],
                    "given": None if given is None else LABEL_INDEX[given[index]],
                }
            )
    found.sort(key=lambda change: -abs(change["junk"][0] - change["junk"][1]))
    paragraphs = sum(len(entry.page) for entry in before)
    return {"paragraphs": paragraphs, "changed": len(found), "changes": found[:CHANGES_SHOWN]}
