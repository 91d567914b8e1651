"""Libraries that only bulk work needs: imported when they are used, named when they are missing."""

from importlib import import_module
from typing import Any

from classifier.errors import UsageError


def need(module: str, what: str) -> Any:  # noqa: ANN401  (a module)
    """Imports a module of the `bulk` extra.

    Args:
        module: its name.
        what: what it is needed for, the subject of the message.

    Raises:
        UsageError: it is not installed; names the extra.
    """
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(
            f"{what} needs the package {module.partition('.')[0]}; "
            "install it with: pip install 'chinese-page-classifier[bulk]'"
        ) from None
