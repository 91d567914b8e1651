"""The fake model, but for pages that end the process that labels them."""

import ctypes
import os
import signal
from collections import deque
from dataclasses import dataclass
from itertools import repeat

from tests.cli.fake_model import FakeModel

SEGFAULT, KILLED, HANGING, LEAVING = "此页越界", "此页被杀", "此页不还", "此页离去"


@dataclass(frozen=True)
class DeadlyModel(FakeModel):
    home: int = 0  # the process in which such pages are only refused

    def classify_documents(self, documents):
        text = "\n".join(document.text for document in documents)
        if os.getpid() == self.home:
            if any(word in text for word in (SEGFAULT, KILLED, HANGING, LEAVING)):
                raise ValueError("it would end the process")
        elif SEGFAULT in text:
            ctypes.string_at(0)
        elif KILLED in text:
            os.kill(os.getpid(), signal.SIGKILL)
        elif LEAVING in text:
            os._exit(3)
        elif HANGING in text:
            deque(repeat(0), maxlen=0)  # in C, where no signal is heard
        return super().classify_documents(documents)


@dataclass(frozen=True)
class Hopeless(FakeModel):
    def classify_documents(self, documents):
        os.kill(os.getpid(), signal.SIGKILL)
        return []


@dataclass(frozen=True)
class Unlucky(FakeModel):
    """Its process is killed once, as by a neighbour that wants memory."""

    mark: str = ""

    def classify_documents(self, documents):
        if len(documents) > 1 or "河东" in documents[0].text:
            try:
                os.close(os.open(self.mark, os.O_CREAT | os.O_EXCL))
                os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                pass
        return super().classify_documents(documents)
