import subprocess
import sys

import pytest

import classifier
from classifier.errors import ClassifierError, CorpusError, InputError, ModelError, PolicyError


def test_every_public_name_is_there():
    for name in classifier.__all__:
        assert getattr(classifier, name) is not None
    assert dir(classifier) == classifier.__all__ == sorted(classifier.__all__)
    assert set(classifier._HOMES) | {"__version__"} == set(classifier.__all__)


def test_names_are_those_of_their_homes():
    from classifier.pipeline import Model, load

    assert classifier.load is load
    assert classifier.Model is Model


def test_a_name_that_is_not_there():
    with pytest.raises(AttributeError, match="module 'classifier' has no attribute 'classify'"):
        _ = classifier.classify


def test_every_error_is_a_classifier_error():
    for error in (InputError, ModelError, PolicyError, CorpusError):
        assert issubclass(error, ClassifierError)


def test_importing_the_package_imports_nothing_heavy():
    program = (
        "import sys\nimport classifier\nassert classifier.__version__\ndir(classifier)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "classifier" in loaded
    assert not loaded & {"numpy", "scipy", "sklearn", "jieba", "resiliparse", "rich", "typer"}
