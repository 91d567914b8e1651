"""Libraries that only bulk work and its engines need: imported when they are used, named when they are missing."""

from importlib import import_module
from typing import Any

from classifier.errors import UsageError


def need(module: str, what: str, extra: str = "bulk") -> Any:  # noqa: ANN401  (a module)
    """Imports a module of an extra.

    Args:
        module: its name.
        what: what it is needed for, the subject of the message.
        extra: the extra that installs it.

    Raises:
        UsageError: it is not installed; names the extra.
    """
    try:
        return import_module(module)
    except ImportError:
        raise missing(module, what, extra) from None


def missing(module: str, what: str, extra: str) -> UsageError:
    """The error that names a missing package and its extra; arguments as for `need`."""
    return UsageError(
        f"{what} needs the package {module.partition('.')[0]}; "
        f"install it with: pip install 'chinese-page-classifier[{extra}]'"
    )
