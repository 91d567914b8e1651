"""A real browser for the tests: Debian's chromium, driven by Playwright; its own download is not needed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from classifier.corpus.pages import read_page
from classifier.labels import LABEL_INDEX
from classifier.review.workspace import Workspace

SIZES: Final = {"wide": (1720, 980), "laptop": (1280, 760), "phone": (390, 844)}
LOCALES: Final = {"zh": "zh-CN", "en": "en-US"}
PATIENCE: Final = 120_000
"""Milliseconds: a busy machine is slow, not wrong."""

SHOTS: Final = os.environ.get("REVIEW_SCREENSHOTS")
"""A folder that the tests put screenshots in, to be looked at."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; skips the test, with the reason, where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no chromium; apt-get install chromium")
    with playwright.sync_playwright() as driver:
        # The sandbox needs rights that containers lack; what is opened is this project's own page.
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def window(browser: Any, size: str = "laptop", scheme: str = "light", language: str = "en") -> Any:
    """A window as a person would have it."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale=LOCALES[language],
        has_touch=size == "phone",
        is_mobile=size == "phone",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE)
    return context


def watched(page: Any) -> Any:
    """The page, with its errors, dialogs and requests to other hosts gathered in `page.faults`."""
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(f"error: {error}"))
    page.on("dialog", lambda dialog: _answer(dialog, page.faults))
    page.on("request", lambda request: page.faults.extend(_foreign(request.url)))
    return page


def _answer(dialog: Any, faults: list[str]) -> None:
    """Leaving a page with unsaved labels asks back; no other dialog may come."""
    if dialog.type != "beforeunload":
        faults.append(f"dialog: {dialog.message}")
    dialog.accept()


def shoot(page: Any, name: str) -> None:
    """Keeps a screenshot where they are asked for."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"{name}.png", animations="disabled")


def _foreign(url: str) -> list[str]:
    return [] if url.startswith(("http://127.0.0.1:", "data:,")) else [f"request: {url}"]


def labels(page: Any) -> list[int]:
    """The labels of the rows that are in the document."""
    classes = page.eval_on_selector_all("#paragraphs .row", "rows => rows.map((row) => row.className)")
    return [int(name.split(" l")[1][0]) for name in classes]


def press(page: Any, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def paste(page: Any, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def saved(page: Any) -> None:
    page.wait_for_selector("#save:disabled")


def stored(workspace: Workspace, number: int = 0) -> list[int]:
    return [LABEL_INDEX[label] for label in read_page(workspace.entry(number).source.target).labels]
