"""The command `classifier`: its commands, and what an error means for the exit code.

Command modules are light: each holds the options of one command and imports what does the work when it is
called, so that `--help` and completion load neither NumPy nor rich.
"""

import os
import sys
from typing import Annotated

import typer

from classifier.cli import evaluate, explain, info, predict, review, sites, train
from classifier.cli import filter as filter_command
from classifier.cli.output import note, tell_unwritten
from classifier.errors import ClassifierError, CorpusError, InputError, OutputError, WorkerError
from classifier.version import __version__

EXIT_CODES = """\b
Exit codes:
  0  done
  1  some input could not be used: named on stderr, the rest is done;
     or results could not be written, or a measured figure misses its floor
  2  wrong usage, a policy or a model that cannot be used: nothing is done
"""

# Plain help, not rich's: half the start-up time, examples as they were typed, nothing drawn into logs.
app = typer.Typer(
    name="classifier",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=EXIT_CODES,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"classifier {__version__}")
        raise typer.Exit


@app.callback()
def classifier(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """Label every paragraph of Chinese web pages, keep the content, drop the junk, say why."""


app.command(epilog=predict.EXAMPLES)(predict.predict)
app.command("filter", epilog=filter_command.EXAMPLES)(filter_command.filter_)
app.command(epilog=sites.EXAMPLES)(sites.sites)
app.command(epilog=explain.EXAMPLES)(explain.explain)
app.command(epilog=train.EXAMPLES)(train.train)
app.command(epilog=evaluate.EXAMPLES)(evaluate.evaluate)
app.command(epilog=review.EXAMPLES)(review.review)
app.command(epilog=info.EXAMPLES)(info.info)


def main() -> None:
    """Run the command line and exit, see EXIT_CODES; 130 where the user interrupted."""
    # The matrices are small: BLAS threads only wait for each other (scoring is twice as fast with one).
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if sys.stdout is None:  # as `>&-` in a shell leaves it
        note("standard output is closed, so results have nowhere to go; open it")
        sys.exit(1)
    try:
        app()
    except CorpusError as error:
        for line in str(error).split("\n"):  # a problem a line
            note(line)
        sys.exit(1)
    except (InputError, OutputError, WorkerError) as error:
        note(str(error))
        sys.exit(1)
    except ClassifierError as error:
        note(str(error))
        sys.exit(2)
    except OSError as error:
        if error.filename is not None:
            raise
        tell_unwritten(error)  # --help and --version: what commands write is looked after by `results`
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
