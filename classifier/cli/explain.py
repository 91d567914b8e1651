"""`classifier explain`: why one paragraph has its label."""

from typing import Annotated

import typer

from classifier.cli.options import InputKind, InputOption, ModelOption, PolicyOption

EXAMPLES = """\b
Examples:
  classifier explain page.txt
  classifier explain page.html --paragraph 12
"""


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A page; - is standard input.")],
    paragraph: Annotated[
        int | None,
        typer.Option(
            "--paragraph",
            metavar="N",
            min=0,
            help="Its number, from 0, as in the table of predict. Default: the least certain one.",
            show_default=False,
        ),
    ] = None,
    input_kind: InputOption = InputKind.auto,
    model: ModelOption = None,
    policy: PolicyOption = "default",
) -> None:
    """Show why a paragraph has its label.

    The reasons with their weights, which add up to the label's logit, and all ten probabilities.
    """
    from classifier.cli.explanation import least_certain, render_explanation
    from classifier.cli.inputs import read_document
    from classifier.cli.output import results
    from classifier.errors import InputError
    from classifier.pipeline import load
    from classifier.policy.load import load_policy

    classifier = load(model, policy=load_policy(policy))
    document = read_document(file, input_kind)
    if not len(document):
        raise InputError(f"{file}: has no paragraphs, so there is nothing to explain")
    if paragraph is not None and paragraph >= len(document):
        message = f"--paragraph {paragraph}: {file} has paragraphs 0 to {len(document) - 1}"
        raise typer.BadParameter(message)
    page = classifier.classify_documents([document])[0]
    index = least_certain(page) if paragraph is None else paragraph
    with results() as out:
        out.writelines(
            render_explanation(page, index, classifier.explain(document, index), classifier.policy.name)
        )
