"""`classifier predict`: label the paragraphs of pages."""

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import InputKind, InputOption, ModelOption, PolicyOption

if TYPE_CHECKING:
    from classifier.cli.result import Result

EXAMPLES = """\b
Examples:
  classifier predict page.txt
  classifier predict page.html --explain
  classifier predict *.txt --format jsonl > labels.jsonl
  curl -s https://example.com/ | classifier predict --input html --format text
  classifier predict page.txt --policy precise --format text
  classifier predict page.html --explain --format html > page-labels.html
"""


class Format(StrEnum):
    """How results are written."""

    table = "table"
    jsonl = "jsonl"
    text = "text"
    html = "html"


def predict(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILES|-", help="Pages; - or nothing is standard input.", show_default=False),
    ] = None,
    *,
    input_kind: InputOption = InputKind.auto,
    output_format: Annotated[
        Format | None,
        typer.Option("--format", help="Default: table on a terminal, jsonl otherwise.", show_default=False),
    ] = None,
    model: ModelOption = None,
    policy: PolicyOption = "default",
    explain: Annotated[bool, typer.Option("--explain", help="Give the reasons for every label.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that classify; for many pages.")] = 1,
) -> None:
    """Label every paragraph of pages, keep the content.

    The result is a table, JSON Lines, the kept text, or a web page to look at. Every line of plain text that
    is not blank is one paragraph; HTML is turned into such lines first.
    """
    from classifier.cli.inputs import files_or_stdin, read_documents
    from classifier.cli.output import results
    from classifier.cli.result import make_result
    from classifier.pipeline import load
    from classifier.policy.load import load_policy

    chosen = output_format or (Format.table if sys.stdout.isatty() else Format.jsonl)
    if explain and chosen is Format.text:
        raise typer.BadParameter("--explain needs a format that shows reasons: table, jsonl or html")
    names = files_or_stdin(files or [])
    classifier = load(model, policy=load_policy(policy))
    failed: list[str] = []

    def pages() -> "Iterator[Result]":
        documents = read_documents(names, input_kind, failed)
        for page in classifier.classify_many(documents, workers=workers):
            yield make_result(page, classifier if explain else None)

    with results() as out:
        out.writelines(_renderer(chosen)(pages()))
    raise typer.Exit(1 if failed else 0)


def _renderer(chosen: Format) -> "Callable[[Iterable[Result]], Iterator[str]]":
    """What turns results into pieces of output. Loaded on demand: only the table needs rich."""
    if chosen is Format.table:
        from classifier.cli.table import render_table

        return render_table
    if chosen is Format.html:
        from classifier.cli.web.pages import render_webpage

        return render_webpage
    from classifier.cli.lines import render_jsonl, render_text

    return render_jsonl if chosen is Format.jsonl else render_text
