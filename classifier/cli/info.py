"""`classifier info`: what is known about a model."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  classifier info
  classifier info my-model.safetensors --json
"""


def info(
    model: Annotated[
        Path | None,
        typer.Argument(metavar="MODEL", help="Model file; without it the bundled model.", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Show a model's card: scores, training data, versions."""
    import json

    from classifier.cli.output import results
    from classifier.pipeline import load

    metadata = load(model).metadata
    with results() as out:
        if as_json:
            out.write(json.dumps(metadata, ensure_ascii=False, indent=2, default=dict) + "\n")
            return
        from classifier.cli.card import render_card
        from classifier.kernel.library import state

        out.writelines(render_card(metadata))
        out.write(f"compiled kernel: {state()}\n")
