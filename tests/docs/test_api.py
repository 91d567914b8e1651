import classifier
from tests.docs.api import PLACE, reference


def test_reference_is_what_the_docstrings_say():
    assert PLACE.read_text("utf-8") == reference(), "python -m tests.docs"


def test_every_promised_name_is_described():
    text = reference()
    for name in classifier.__all__:
        assert f"## `classifier.{name}" in text


def test_sections_of_docstrings_become_lists():
    text = reference()
    assert "- `policy`: what to keep; None for body and heading." in text
    assert "Raises:\n\n- `ModelError`: if the file cannot be used; says why." in text
    assert "### `Page.junk_share`: `float`" in text
