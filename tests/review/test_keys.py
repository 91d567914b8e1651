"""Keys and pointer of the review page in a real browser."""

from typing import Any

from tests.review.browser import labels, press, saved, stored
from tests.review.pages import numbered


def test_labels_by_keys_saved_and_still_there_after_a_reload(page, workspace):
    before = labels(page)
    press(page, "j 9 j j Shift+J 1 u")
    assert labels(page) == [8, *before[1:]]
    press(page, "3")
    after = [8, before[1], 2, 2, *before[4:]]
    assert labels(page) == after
    assert not workspace.out.exists()  # kept apart until saved
    page.reload()
    page.wait_for_selector("#paragraphs .row")
    assert labels(page) == after  # as a draft
    press(page, "s")
    saved(page)
    assert stored(workspace) == after
    page.reload()
    page.wait_for_selector("#save:disabled")
    assert labels(page) == after


def test_reasons_of_the_paragraph(page, model, workspace):
    page.locator("#paragraphs .row").nth(3).click()
    page.wait_for_selector("#reasons li")
    expected = model.explain(workspace.entry(0).page.document, 3).reasons[0][0]
    assert page.locator("#reasons .word").first.inner_text() == expected.strip()


def reasons(page: Any) -> str:
    page.wait_for_selector("#why[aria-busy=false]")
    return str(page.locator("#reasons .word").first.inner_text())


def test_reasons_of_the_paragraph_under_the_pointer(page, model, workspace):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/reasons/" in request.url else None)
    rows, document = page.locator("#paragraphs .row"), workspace.entry(0).page.document
    rows.nth(5).hover()
    page.wait_for_selector("#why-title:has-text('Paragraph 6')")
    assert reasons(page) == model.explain(document, 5).reasons[0][0].strip()
    assert page.locator(".row.here").count() == 0  # pointed at, not chosen
    rows.nth(2).click()
    rows.nth(7).hover()
    page.wait_for_selector("#why-title:has-text('Paragraph 8')")
    assert page.locator("#where").inner_text().startswith("Paragraph 3 ")
    press(page, "j")  # keys go on with what is chosen
    assert page.locator("#why-title").inner_text() == "Why the model says so"
    assert reasons(page) == model.explain(document, 3).reasons[0][0].strip()
    before = len(asked)
    rows.nth(5).hover()
    page.wait_for_selector("#why-title:has-text('Paragraph 6')")
    page.hover("#title")
    page.wait_for_selector("#why-title:has-text('Why the model')")
    assert len(asked) == before  # what was answered is not asked again


def test_what_the_pointer_only_passes_is_not_asked(page, workspace):
    number = workspace.paste(numbered(40), "many", "text")
    page.goto(page.url.partition("&")[0] + f"&page={number}")
    page.reload()
    page.wait_for_selector("#p9")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/reasons/" in request.url else None)
    # All in one go of the page's own clock: a test's moves from outside may be slower than the delay.
    page.evaluate("""() => {
      for (let p = 0; p < 10; p++) document.getElementById(`p${p}`).querySelector(".text").dispatchEvent(
        new PointerEvent("pointermove", { bubbles: true, pointerType: "mouse", clientX: 400, clientY: 100 + p }));
    }""")
    page.wait_for_selector("#why-title:has-text('Paragraph 10')")
    page.wait_for_selector("#why[aria-busy=false]")
    assert [url.rpartition("/")[2] for url in asked] == ["9"]


def test_a_label_on_a_doubtful_paragraph_moves_on(page, workspace):
    number = workspace.paste(numbered(40), "many", "text")
    page.goto(page.url.partition("&")[0] + f"&page={number}")
    page.reload()
    page.wait_for_selector("#p9")
    entry = workspace.entry(number).page
    own = entry.probabilities[range(40), entry.label_ids]
    doubtful = sorted(own.argsort(kind="stable")[:8].tolist())
    here = page.locator(".row.here")
    press(page, "d")
    assert here.get_attribute("id") == f"p{doubtful[0]}"
    assert "?" in here.locator(".mark").inner_text()
    press(page, "8")
    assert here.get_attribute("id") == f"p{doubtful[1]}"
    press(page, "x")  # the model's second choice
    assert here.get_attribute("id") == f"p{doubtful[2]}"
    press(page, "k j 4")  # by other keys than d a label stays where it is
    assert here.get_attribute("id") == f"p{doubtful[2]}"
    press(page, "s")
    saved(page)
    second = entry.probabilities[doubtful[1]].argsort().tolist()
    second.remove(entry.label_ids[doubtful[1]])
    expected = entry.label_ids.tolist()
    expected[doubtful[0]], expected[doubtful[1]], expected[doubtful[2]] = 7, second[-1], 3
    assert stored(workspace, number) == expected


def test_to_the_next_paragraph_of_another_label(page):
    press(page, "w")
    assert page.locator(".row.here").get_attribute("id") == "p0"
    rows = labels(page)
    borders = [place for place in range(1, 9) if rows[place] != rows[place - 1]]
    for place in borders:
        press(page, "w")
        assert page.locator(".row.here").get_attribute("id") == f"p{place}"
    press(page, "Shift+W")
    assert page.locator(".row.here").get_attribute("id") == f"p{borders[-1] - 1}"
