"""The options that `filter` and `sites` share: what inputs are, and what a document may cost."""

from enum import StrEnum
from typing import Annotated

import typer


class InputForm(StrEnum):
    """What inputs hold."""

    auto = "auto"
    jsonl = "jsonl"
    parquet = "parquet"
    warc = "warc"
    text = "text"
    html = "html"


FormOption = Annotated[
    InputForm, typer.Option("--input", help="What inputs hold; auto goes by ending and content.")
]
TextFieldOption = Annotated[
    str,
    typer.Option(metavar="NAME", help="Field of plain text. Default: text, content.", show_default=False),
]
HtmlFieldOption = Annotated[
    str, typer.Option(metavar="NAME", help="Field of HTML. Default: html.", show_default=False)
]
UrlFieldOption = Annotated[
    str, typer.Option(metavar="NAME", help="Field of the address. Default: url.", show_default=False)
]
MaxMbOption = Annotated[float, typer.Option(min=0.001, help="Largest document, in megabytes.")]
MaxParagraphsOption = Annotated[int, typer.Option(min=1, help="Most paragraphs of a document.")]
MaxSecondsOption = Annotated[float, typer.Option(min=0.1, help="Longest time for one document.")]
WorkersOption = Annotated[
    int, typer.Option(min=0, help="Processes; 0 is one a core. Results are the same for any number.")
]
