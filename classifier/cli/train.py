"""`classifier train`: make a model of labelled data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.places import check_place

if TYPE_CHECKING:
    from classifier.model.arrays import ModelArrays

EXAMPLES = """\b
Examples:
  classifier train training_data -o my-model.safetensors
  classifier train training_data pages.jsonl.xz lines.jsonl.xz -o my-model.safetensors --jobs 8
  classifier predict page.txt --model my-model.safetensors
"""

CARD_KEYS = ("name", "measured", "scores", "label_scores", "training", "labels_trained_on")
"""What of the card is shown at the end; `classifier info` shows all of it."""


def train(
    corpus: Annotated[
        list[Path],
        typer.Argument(metavar="CORPUS", help="Folders, .txt, .jsonl[.gz|.xz] and .tsv label files."),
    ],
    *,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="MODEL", help="Where the model goes; the card beside it, as .md."
        ),
    ],
    folds: Annotated[
        int,
        typer.Option(metavar="K", min=3, help="Folds by site in which the stages learn and are measured."),
    ] = 5,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes to fit with.")] = 2,
    cross_validate: Annotated[
        bool,
        typer.Option(
            "--cross-validate", help="Measure by cross-validation: slower by the folds, a little stricter."
        ),
    ] = False,
    sklearn: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write the scikit-learn pipeline with joblib.", show_default=False
        ),
    ] = None,
) -> None:
    """Train a model on labelled pages and lines.

    Writes the model and its card, which tells the data, the scores on sites not seen, and the limits. The
    card's figures are those of the pages chosen at random, if the data say which those are. The same data
    give the same file where SOURCE_DATE_EPOCH is set.
    """
    card = output.parent / f"{output.stem}.md"
    places = [path for path in (output, card, sklearn) if path is not None]
    _check_places(places)

    from dataclasses import replace

    from classifier.cli.card import render_card
    from classifier.cli.output import note, results
    from classifier.cli.progress import progress_on_stderr
    from classifier.corpus.load import load_corpus
    from classifier.errors import ModelError
    from classifier.evaluation.training import train_measured
    from classifier.model.card import card_markdown
    from classifier.model.settings import TrainSettings
    from classifier.model.store import save
    from classifier.writing import write_whole

    settings = replace(TrainSettings(), folds=folds, jobs=jobs)
    with progress_on_stderr() as progress:
        progress("reading the labelled data")
        trained = train_measured(
            load_corpus(corpus), settings, progress, name=output.stem, nested=cross_validate
        )
    save(output, trained.arrays, trained.metadata)
    try:
        write_whole(card, card_markdown(trained.metadata).encode())
        if sklearn is not None:
            _write_sklearn(trained.arrays, sklearn)
    except OSError as error:
        message = f"the model is in {output}, but not all that belongs to it is written: {error.strerror}"
        raise ModelError(message) from None
    note(f"written: {', '.join(map(str, places))}")
    with results() as out:
        out.writelines(render_card({key: trained.metadata[key] for key in CARD_KEYS}))


def _check_places(places: list[Path]) -> None:
    """Refuses before the training what would fail after it.

    Raises:
        typer.BadParameter: a file cannot be written there.
    """
    if len(set(places)) < len(places):
        raise typer.BadParameter(f"{places[0]}: model, card (.md) and --sklearn need different names")
    for path in places:
        check_place(path)


def _write_sklearn(arrays: "ModelArrays", path: Path) -> None:
    import io

    import joblib

    from classifier.model.sklearn_pipeline import as_sklearn
    from classifier.writing import write_whole

    pipeline = io.BytesIO()
    joblib.dump(as_sklearn(arrays), pipeline)
    write_whole(path, pipeline.getvalue())
