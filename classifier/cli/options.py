"""The options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class InputKind(StrEnum):
    """What the bytes of an input are."""

    auto = "auto"
    text = "text"
    html = "html"


InputOption = Annotated[
    InputKind,
    typer.Option("--input", help="What the input is: plain text with one paragraph a line, or HTML."),
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", metavar="M", help="Model file; without it the bundled model."),
]
PolicyOption = Annotated[
    str,
    typer.Option("--policy", metavar="P", help="What to keep: default, precise, complete, or a TOML file."),
]
