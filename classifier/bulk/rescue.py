"""Finds the document that ends worker processes, in a process that is there for nothing else."""

import os
import signal
import time
from functools import partial
from typing import Any, Final

from classifier.bulk.careful import Guilty, Step, do_carefully
from classifier.bulk.sources.chunk import Chunk
from classifier.bulk.sources.page_file import PageFile
from classifier.bulk.tasks import Task
from classifier.bulk.work import Done, Work
from classifier.errors import WorkerError
from classifier.pipeline import Model
from classifier.workers import ONE_THREAD, end_with_parent

_PAGE: Final = Task("", "auto", Chunk([PageFile("", "text", "正文\n".encode())], None, 0), 0, (), 0)
"""A harmless page: where it ends the process, documents are not to blame."""

_FROM_OUTSIDE: Final = frozenset(
    (-9, -15)
)  # SIGKILL, SIGTERM: anybody's, so it takes two to blame a document

ATTEMPTS: Final = 3
"""Processes that may die where no document is to blame, at one task."""


class Rescue:
    """Does tasks whose process died, and goes on past the documents that it died of."""

    def __init__(self, model: Model, work: Work) -> None:
        self._model = model
        self._work = work
        self._process: Any = None
        self._connection: Any = None

    def __call__(self, task: Task) -> Done:
        """Does a task, if need be without the documents that end the process.

        Raises:
            WorkerError: the process dies whatever it does.
        """
        guilty: dict[Step, str] = {}
        suspected: Step | None = None
        blameless = 0
        while True:
            answer = self._attempt(task, guilty)
            if isinstance(answer, Done):
                return answer
            step, code, seconds = answer
            if step[0] not in ("parse", "label"):
                blameless += 1
                if blameless == ATTEMPTS:
                    raise WorkerError(
                        "a worker process died, and new ones die again where no document is to blame, perhaps "
                        "for want of memory; use fewer workers, and run the same command again to go on"
                    )
            elif code in _FROM_OUTSIDE and suspected != step:
                suspected = step
            else:
                guilty[step] = self._reason(code, seconds)

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._connection.close()
            self._process.terminate()
            self._process.join()
            self._process = None

    def _attempt(self, task: Task, guilty: Guilty) -> Done | tuple[Step, int, float]:
        """What became of the task; or at which step the process ended, how, and after how many seconds of it."""
        if self._process is None:
            self._start()
        step: Step = ("begin", 0)
        begun = time.monotonic()
        try:
            self._connection.send((task, dict(guilty)))
            while True:
                answer = self._connection.recv()
                if isinstance(answer, Done):
                    return answer
                if isinstance(answer, BaseException):
                    raise answer
                step, begun = answer, time.monotonic()
        except (EOFError, ConnectionError):
            seconds = time.monotonic() - begun
            self._process.join()
            code = self._process.exitcode
            self.close()
            return step, code, seconds

    def _start(self) -> None:
        from joblib.externals.loky.backend import get_context

        context = get_context("loky")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, os.getpid(), self._model, self._work), env=ONE_THREAD
        )
        self._process.start()
        theirs.close()

    def _reason(self, code: int, seconds: float) -> str:
        limit = self._work.options.limits.seconds
        if code == 1 and seconds >= limit:  # `last_resort` has ended it
            return f"took longer than the limit of {limit:g} seconds, in a library that nothing interrupts"
        how = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        want = ", perhaps for want of memory" if code in _FROM_OUTSIDE else ""
        return f"the worker process died on this document ({how}{want})"


def _serve(connection: Any, parent: int, model: Model, work: Work) -> None:  # noqa: ANN401
    """The process: does the tasks that it is sent."""
    end_with_parent(parent)
    do_carefully(model, work, _PAGE, {}, lambda _: None)
    while True:
        try:
            task, guilty = connection.recv()
        except EOFError:
            return
        try:
            answer: Any = do_carefully(model, work, task, guilty, partial(_tell, connection))
        except Exception as error:  # the parent raises it
            answer = error
        connection.send(answer)


def _tell(connection: Any, step: Step) -> None:  # noqa: ANN401
    connection.send(step)
