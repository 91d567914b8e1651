"""`classifier sites`: count what recurs on the pages of a site."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.bulk_options import (
    FormOption,
    HtmlFieldOption,
    InputForm,
    MaxMbOption,
    MaxParagraphsOption,
    MaxSecondsOption,
    TextFieldOption,
    UrlFieldOption,
    WorkersOption,
)

if TYPE_CHECKING:
    from classifier.bulk.sites.run import Counted

EXAMPLES = """\b
Examples:
  classifier sites crawl.jsonl.gz -o crawl.sites
  classifier sites 'CC-MAIN-*.warc.gz' -o crawl.sites --workers 8
  classifier filter 'CC-MAIN-*.warc.gz' -o pages.jsonl.zst --sites crawl.sites

\b
A page's site is the host of its address; of a file that is one page, its folder. All of a site's
pages must be counted by one command.
"""


def sites(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUTS…", help="Files, folders, globs, addresses; - is standard input."),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the counts go.")],
    input_form: FormOption = InputForm.auto,
    text_field: TextFieldOption = "",
    html_field: HtmlFieldOption = "",
    url_field: UrlFieldOption = "",
    max_mb: MaxMbOption = 5.0,
    max_paragraphs: MaxParagraphsOption = 50_000,
    max_seconds: MaxSecondsOption = 60.0,
    max_lines: Annotated[
        int, typer.Option(min=100_000, help="Lines remembered at once, of all sites; 90 bytes each.")
    ] = 3_000_000,
    workers: WorkersOption = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file.")] = False,
) -> None:
    """Count what recurs on the pages of a site, for `filter --sites`.

    Counts on how many pages of its site each line stands. Reads what `filter` reads, once, in memory that
    does not grow with the inputs.
    """
    from classifier.bulk.options import Fields, Limits
    from classifier.bulk.sites.run import SitesJob, count_sites
    from classifier.bulk.sources.find import find
    from classifier.cli.bulk_report import watch_on_stderr
    from classifier.workers import available_cores

    job = SitesJob(
        tuple(find(inputs, input_form.value)),
        out,
        Fields(text_field, html_field, url=url_field),
        Limits(round(max_mb * 1_000_000), max_paragraphs, max_seconds),
        workers or available_cores(),
        max_lines,
        overwrite,
    )
    with watch_on_stderr(kept=None) as watch:
        counted = count_sites(job, watch)
    _tell(counted, out)
    raise typer.Exit(1 if counted.unusable else 0)


def _tell(counted: "Counted", out: Path) -> None:
    """What was counted, and what was not, on stderr."""
    from classifier.cli.output import note

    note(
        f"{out}: {counted.documents:,} documents, {counted.unusable:,} unusable; "
        f"{counted.lines:,} lines recur on {counted.sites:,} sites"
    )
    if counted.copies:
        note(f"{counted.copies:,} documents are copies of another of their site and were left out")
    if counted.homeless:
        note(
            f"{counted.homeless:,} documents have no address and were left out; "
            "name the field that has it with --url-field"
        )
    if counted.forgotten:
        note(
            f"{counted.forgotten:,} sites with few pages were forgotten, as there were too many at once; "
            "raise --max-lines, or give the inputs site by site"
        )
