"""`classifier filter`: clean crawls."""

from pathlib import Path
from typing import Annotated

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
from classifier.cli.options import ModelOption, PolicyOption

EXAMPLES = """\b
Examples:
  classifier filter crawl.jsonl.gz -o clean.jsonl.gz
  classifier filter crawl/ -o clean.parquet --rejects dropped.jsonl.zst --errors errors.jsonl
  classifier filter 'CC-MAIN-*.warc.gz' -o pages.jsonl.zst --workers 8
  classifier filter data/*.parquet -o labelled.parquet --annotate --text-field content
  classifier filter crawl/ -o clean.jsonl.gz --sites crawl.sites
  classifier filter s3://bucket/crawl/*.jsonl.zst -o clean.jsonl.zst
  classifier filter documents/0000.json.gz -o attributes/0000.json.gz --attributes

\b
A run that was stopped, by whatever, goes on with the same command. Results are OUT.part until they
are complete; OUT.summary.json tells what was done.
"""


def filter_(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUTS…", help="Files, folders, globs, addresses; - is standard input."),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", help="Where records go: .jsonl, .jsonl.gz, .jsonl.zst or .parquet."),
    ],
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep every dropped paragraph, with its reason.")
    ] = None,
    errors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="List what could not be used, with place and reason.")
    ] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="Leave the text, list every paragraph with its label.")
    ] = False,
    attributes: Annotated[
        bool, typer.Option("--attributes", help="Write Dolma attributes instead of records.")
    ] = False,
    input_form: FormOption = InputForm.auto,
    text_field: TextFieldOption = "",
    html_field: HtmlFieldOption = "",
    id_field: Annotated[
        str, typer.Option(metavar="NAME", help="Field of the record's name. Default: id.", show_default=False)
    ] = "",
    url_field: UrlFieldOption = "",
    max_mb: MaxMbOption = 5.0,
    max_paragraphs: MaxParagraphsOption = 50_000,
    max_seconds: MaxSecondsOption = 60.0,
    sites: Annotated[
        Path | None,
        typer.Option(metavar="SITES", help="Drop what recurs on a site, counted by `classifier sites`."),
    ] = None,
    workers: WorkersOption = 0,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results of another run, or begin anew.")
    ] = False,
    model: ModelOption = None,
    policy: PolicyOption = "default",
) -> None:
    """Clean crawls, with several processes, resumable.

    Reads JSON Lines, Parquet, WARC (HTML responses), WET, text and HTML files, plain, .gz or .zst. Every
    record is written again with the text that is kept and a `classifier` object.
    """
    from classifier.bulk.options import CleanOptions, Fields, Limits
    from classifier.bulk.run import Job, run
    from classifier.bulk.sites.store import open_sites
    from classifier.bulk.sources.find import find
    from classifier.cli.bulk_report import show_summary, watch_on_stderr
    from classifier.cli.output import note
    from classifier.pipeline import load
    from classifier.policy.load import load_policy
    from classifier.workers import available_cores

    if annotate and attributes:
        raise typer.BadParameter("--annotate and --attributes exclude each other; choose one")
    options = CleanOptions(
        mode="annotate" if annotate else "attributes" if attributes else "clean",
        rejects=rejects is not None,
        fields=Fields(text_field, html_field, id_field, url_field),
        limits=Limits(round(max_mb * 1_000_000), max_paragraphs, max_seconds),
        sites=open_sites(sites) if sites is not None else None,
    )
    job = Job(
        tuple(find(inputs, input_form.value)),
        out,
        rejects,
        errors,
        options,
        workers=workers or available_cores(),
        overwrite=overwrite,
    )
    classifier = load(model, policy=load_policy(policy))
    try:
        with watch_on_stderr(errors is not None) as watch:
            summary = run(job, classifier, watch)
    except KeyboardInterrupt:
        note("stopped; run the same command again to go on")
        raise
    show_summary(summary, out)
    raise typer.Exit(1 if summary["unusable"] else 0)
