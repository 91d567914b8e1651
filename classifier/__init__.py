"""Labels every paragraph of a Chinese web page as content or junk, keeps the content and says why.

from classifier import load

model = load()
page = model.classify(text)
page.text
"""

from typing import TYPE_CHECKING, Any

from classifier.version import __version__

if TYPE_CHECKING:
    from classifier.errors import ClassifierError
    from classifier.pipeline import Model, load
    from classifier.policy.load import load_policy
    from classifier.records import Document, Page, Paragraph

_HOMES = {
    "ClassifierError": "classifier.errors",
    "Document": "classifier.records",
    "Model": "classifier.pipeline",
    "Page": "classifier.records",
    "Paragraph": "classifier.records",
    "load": "classifier.pipeline",
    "load_policy": "classifier.policy.load",
}

__all__ = ["ClassifierError", "Document", "Model", "Page", "Paragraph", "__version__", "load", "load_policy"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (whatever the name stands for)
    """Imports a public name when it is first used: `import classifier` alone costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
