"""How many keys it takes to correct real errors of the bundled model, pressed in a real browser."""

from pathlib import Path
from statistics import median

import pytest

from classifier.corpus.pages import read_page
from classifier.corpus.record import LabelledPage
from classifier.labels import LABEL_INDEX
from classifier.pipeline import Model, load
from classifier.review.views import page_view
from classifier.review.workspace import Workspace
from tests.review.browser import watched, window
from tests.review.person import Person, same_errors

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "cases" / "pages", ROOT / "training_data" / "pages")
PARAGRAPHS = range(45, 76)
ERRORS = 5
BAR = 15


@pytest.fixture(scope="session")
def model() -> Model:
    """The bundled one, in place of the small one of the other tests."""
    return load()


@pytest.fixture(scope="session")
def erring(model, tmp_path_factory) -> list[LabelledPage]:
    """All pages written for this project that have about sixty paragraphs and five errors of the model."""
    copies = tmp_path_factory.mktemp("pages")
    pages = [plain_page(path, copies) for folder in FOLDERS for path in sorted(folder.rglob("*.txt"))]
    pages = [page for page in pages if len(page.lines) in PARAGRAPHS]
    found = []
    for page in pages:
        said = model.classify("\n".join(page.lines))
        truth = [LABEL_INDEX[label] for label in page.labels]
        if len(said) == len(truth) and sum(said.label_ids != truth) == ERRORS:
            found.append(page)
    return found


def plain_page(path: Path, copies: Path) -> LabelledPage:
    """A page without the header that only the cases have."""
    rows = path.read_text("utf-8").splitlines(keepends=True)
    copy = copies / path.name
    copy.write_text("".join(row for row in rows if not row.startswith("# verdict:")), encoding="utf-8")
    return read_page(copy)


def keys_for(workspace: Workspace, number: int, truth: list[int]) -> list[str]:
    """What a person presses who knows the right labels."""
    entry, version = workspace.open(number)
    seen = page_view(number, entry, version)
    unsure = sorted(range(len(truth)), key=lambda place: seen["sure"][place])
    doubtful = set(unsure[: max(8, int(0.15 * len(truth) + 0.5))])
    return Person(list(seen["machine"]), seen["second"], doubtful).correct(truth)


@pytest.mark.usefixtures("training")
def test_five_errors_take_at_most_fifteen_key_presses(chromium, url, workspace, erring):
    context = window(chromium)
    counts = []
    for page in erring:
        truth = [LABEL_INDEX[label] for label in page.labels]
        number = workspace.paste("\n".join(page.lines), page.title or "page", "text")
        keys = keys_for(workspace, number, truth)
        browser = watched(context.new_page())
        browser.goto(f"{url}&page={number}")
        browser.wait_for_selector("#paragraphs .row")
        for key in keys:
            browser.keyboard.press(key)
        browser.wait_for_selector("#save:disabled")
        saved = read_page(workspace.entry(number).source.target)
        assert [LABEL_INDEX[label] for label in saved.labels] == truth, (page.title, keys)
        assert browser.faults == []
        browser.close()
        counts.append(len(keys))
    context.close()
    print(sorted(counts))
    assert len(counts) >= 5
    assert median(counts) <= BAR
    assert sum(count <= BAR for count in counts) >= 2 / 3 * len(counts)


def test_the_person_takes_the_nearest_jump():
    labels = [0] * 30
    truth = [0] * 20 + [1, 1] + [0] * 8
    assert same_errors(labels, truth) == [(20, 21)]
    assert Person(labels[:], [2] * 30, {5, 8, 19, 25}).correct(truth) == [
        "Shift+D",
        "Shift+D",
        "j",
        "Shift+J",
        "2",
        "s",
    ]
    assert Person(labels[:], [1] * 30, {20, 25}).correct([0] * 20 + [1] + [0] * 9) == ["d", "x", "s"]
