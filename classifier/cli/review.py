"""`classifier review`: a local web page to look at pages and correct their labels."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import InputKind, InputOption, ModelOption, PolicyOption

if TYPE_CHECKING:
    from classifier.review.sources import Source

EXAMPLES = """\b
Examples:
  classifier review
  classifier review pages/ crawl.jsonl.xz -o my-labels
  classifier review training_data/pages --corpus training_data
  classifier review page.html --model my-model.safetensors --no-browser --port 8000
"""

NEEDED = ("starlette", "uvicorn")


def review(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATHS",
            help="Text, HTML and JSONL files, pages in the training format, folders of them.",
            show_default=False,
        ),
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where labels and new models go.")
    ] = Path("review-labels"),
    corpus: Annotated[
        list[Path] | None,
        typer.Option(metavar="CORPUS", help="Labelled data to train on beside the pages; may be repeated."),
    ] = None,
    input_kind: InputOption = InputKind.auto,
    model: ModelOption = None,
    policy: PolicyOption = "default",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Look at pages in the browser, correct labels, retrain.

    The page is served to this machine alone, until you press Ctrl-C. Its address goes to standard output.
    Labels are saved in the training format, one file a page, in the output folder; pages that are in that
    format already are saved where they are.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        what = "pip install 'chinese-page-classifier[review]'"
        raise typer.BadParameter(f"this command needs {' and '.join(missing)}: {what}")

    from classifier.cli.output import note, results
    from classifier.cli.places import check_folder
    from classifier.pipeline import load
    from classifier.policy.load import load_policy
    from classifier.review.app import make_app
    from classifier.review.serve import address, listen, new_token, open_browser, read_words, serve
    from classifier.review.training import Training
    from classifier.review.workspace import Workspace

    check_folder(output)
    workspace = Workspace(load(model, policy=load_policy(policy)), output)
    sources, unusable = _sources(paths or [], output, input_kind)
    if sources:
        note(f"labelling {len(sources):,} pages")
    workspace.add(sources)
    training = Training(workspace, corpus or [])
    token = new_token()
    app = make_app(workspace, training, token)
    with listen(port) as listener:
        url = address(listener, token)
        with results() as out:
            out.write(f"{url}\n")
        note("the page is open to this machine alone; Ctrl-C ends it")
        if browser:
            open_browser(url)
        read_words()
        serve(app, listener, training.stop)
    raise typer.Exit(1 if unusable else 0)


def _sources(paths: list[Path], output: Path, kind: InputKind) -> "tuple[list[Source], bool]":
    """The pages, and whether something could not be used: each such thing is named on stderr."""
    from classifier.cli.output import note
    from classifier.errors import ClassifierError
    from classifier.review.sources import find_sources
    from classifier.review.workspace import MAX_PAGES

    sources: list[Source] = []
    unusable = False
    for found in find_sources(paths, output, kind.value):
        if isinstance(found, ClassifierError):
            note(str(found))
            unusable = True
        elif len(sources) < MAX_PAGES:
            sources.append(found)
        else:
            note(f"more than {MAX_PAGES:,} pages; the rest is left out")
            return sources, True
    return sources, unusable
