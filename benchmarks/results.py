"""Where results lie: JSON for programs, Markdown and pictures for readers."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.growth import Curves
from benchmarks.speed import Speed
from benchmarks.workers import Workers

FOLDER: Final = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a run of the whole command costs, and what a second worker brings.

    Attributes:
        start: seconds from start to exit of each command.
        workers: None where the library takes no workers.
    """

    start: dict[str, float]
    workers: Workers | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a result was measured on.

    Attributes:
        machine: processor, cores, system, Python, BLAS.
        versions: of the packages compared.
        classifier: this project's version.
        date: day of the measurement, ISO 8601.
    """

    machine: dict[str, str]
    versions: dict[str, str]
    classifier: str
    date: str


def save(folder: Path, name: str, setting: Setting, result: "Speed | Prompt | Curves", markdown: str) -> None:
    """Writes `name`.json and `name`.md."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {"setting": asdict(setting), "result": _plain(result)}
    _write(folder / f"{name}.json", json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    _write(folder / f"{name}.md", markdown)


def _plain(result: "Speed | Prompt | Curves") -> Any:  # noqa: ANN401 (what JSON holds)
    if isinstance(result, dict):
        return {name: [asdict(point) for point in points] for name, points in result.items()}
    return asdict(result)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
