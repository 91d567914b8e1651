"""Imports go downwards only: the stages of the flow are a ladder, and so are the files of each of them."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import classifier

PACKAGE = Path(classifier.__file__).parent
LADDER = (
    ("errors", "grouping", "labels", "version", "writing"),
    ("workers",),
    ("records",),
    ("parcels",),
    ("reading",),
    ("corpus",),
    ("kernel",),
    ("features",),
    ("policy",),
    ("model",),
    ("pipeline",),
    ("evaluation",),
    ("bulk",),
    ("review",),
    ("cli",),
    ("__init__", "__main__"),
)
RANK = {stage: rank for rank, stages in enumerate(LADDER) for stage in stages}
FILES = sorted(PACKAGE.rglob("*.py"))
# What takes long to import, and the modules that may import it at their top: training alone.
HEAVY = {
    "sklearn": {"classifier.model.sklearn_pipeline"},
    "jieba": set(),
    "opencc": {"classifier.corpus.compose.traditional"},
    "resiliparse": set(),
    "joblib": {"classifier.model.fit"},
    "safetensors": set(),
    "fastwarc": set(),
    "fsspec": set(),
    "orjson": set(),
    "pyarrow": set(),
    "datatrove": {"classifier.bulk.engines.datatrove"},
    "ray": {"classifier.bulk.engines.ray"},
    "pyspark": {"classifier.bulk.engines.spark"},
    "datasets": {"classifier.bulk.engines.datasets"},
    "zstandard": set(),
    "starlette": {"classifier.review.app", "classifier.review.guard", "classifier.review.serve"},
    "uvicorn": {"classifier.review.serve"},
}


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


def stage_of(module: str) -> str:
    return module.split(".")[1]


def imports(path: Path, *, top: bool = False) -> Iterator[str]:
    """The modules that a file imports, anywhere or at its top level alone."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body if top else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they lead"
            assert node.module is not None
            yield node.module


def inside(path: Path) -> list[str]:
    return [name for name in imports(path) if name.partition(".")[0] == "classifier"]


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_imports_lead_down_the_ladder(path):
    own = stage_of(module_of(path))
    assert own in RANK, f"{own} has no place on the ladder"
    for name in inside(path):
        if name == "classifier":
            assert own == "__main__", "nothing inside imports the package root"
            continue
        other = stage_of(name)
        assert other == own or RANK[other] < RANK[own], f"{module_of(path)} imports {name}"


def test_no_cycles_within_a_stage():
    graph = {module_of(path): set(inside(path)) for path in FILES}
    order = list(TopologicalSorter(graph).static_order())
    assert order.index("classifier.labels") < order.index("classifier.pipeline")


@pytest.mark.parametrize("library", HEAVY)
def test_heavy_libraries_are_imported_where_they_are_used(library):
    found = {
        module_of(path)
        for path in FILES
        if any(name.partition(".")[0] == library for name in imports(path, top=True))
    }
    assert found <= HEAVY[library]


def test_jieba_is_in_one_file():
    found = {
        module_of(path) for path in FILES if "jieba" in {name.partition(".")[0] for name in imports(path)}
    }
    assert found == {"classifier.features.lexicon"}
