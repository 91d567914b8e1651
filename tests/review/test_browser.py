"""The review page in a real browser."""

import os
from pathlib import Path

import pytest

from classifier.labels import LABEL_INDEX, LABELS
from classifier.review.workspace import Header
from tests.review.browser import labels, paste, press, saved, shoot, stored, watched, window
from tests.review.pages import ATTACKS, HTML, PAGE, numbered

AXE = os.environ.get("AXE_CORE", "")


def test_a_pasted_text_is_shown_and_labelled(page):
    paste(page, PAGE.replace("老街", "新街"))
    page.wait_for_selector("text=新街的钟楼停了十年")
    assert page.locator("#paragraphs .row").count() == 9
    page.locator("#page-list .entry").nth(1).wait_for()
    assert page.locator("#page-list .entry").count() == 2


def test_pasted_html_is_read_as_html(page):
    page.click("#add")
    page.fill("#add-text", HTML)
    page.click("#add-go")
    page.wait_for_selector("#title:has-text('河湾村的水磨')")
    assert page.locator("#paragraphs .row").last.locator(".text").inner_text().startswith("水磨坊")


def test_a_file_is_added(page):
    page.set_input_files(
        "#add-file", {"name": "mill.txt", "mimeType": "text/plain", "buffer": PAGE.encode("gb18030")}
    )
    page.wait_for_selector("#page-list .entry >> nth=1")
    page.wait_for_selector("text=修钟的是退休教师老温")


def test_views_show_what_is_kept_and_dropped(page, workspace):
    kept = int(workspace.entry(0).page.keep.sum())
    rows = page.locator("#paragraphs .row")
    press(page, "f")
    assert rows.count() == kept
    press(page, "f")
    assert rows.count() == 9 - kept
    press(page, "f")
    assert rows.count() == 9
    assert page.locator("#paragraphs .row.out").count() == 9 - kept


def test_filters(page):
    paste(page, "登录\n注册")
    page.wait_for_selector("#page-list .entry >> nth=1")
    page.fill("#filter-text", "street")
    assert page.locator("#page-list .entry").count() == 1
    page.fill("#filter-text", "")
    page.select_option("#filter-label", str(LABEL_INDEX["adult"]))
    assert page.locator("#page-list .entry").count() == 0


def test_two_tabs_do_not_overwrite_each_other(page, context, url, workspace):
    other = watched(context.new_page())
    other.goto(url)
    other.wait_for_selector("#paragraphs .row")
    press(other, "j 9 s")
    saved(other)
    before = stored(workspace)
    press(page, "j j 8 s")
    page.wait_for_selector("#conflict-dialog[open]")
    assert stored(workspace) == before
    page.click("#conflict-theirs")
    saved(page)
    assert labels(page) == before
    press(other, "j 8 s")
    saved(other)
    press(page, "j 7 s")
    page.click("#conflict-mine")
    saved(page)
    assert stored(workspace)[0] == before[0]
    assert stored(workspace) == labels(page)


def test_training_again(page, workspace):
    press(page, "1 s")
    saved(page)
    before = labels(page)
    page.click("#train")
    page.click("#train-go")
    page.wait_for_selector("#train-use:visible")
    shoot(page, "training")
    page.click("#train-use")
    page.wait_for_selector("#train-use:has-text('Back')")
    assert labels(page) == before  # what is saved stays
    page.locator(".changes button").first.click()
    page.wait_for_selector(".row.here")
    assert page.locator(".row.here").count() == 1
    assert (workspace.entry(0).page.label_ids == LABEL_INDEX["heading"]).any()


def test_attacks_are_text(context, url, workspace):
    for attack in ATTACKS:
        document = (
            f"<html><head><title>{attack.replace('<', '&lt;')}</title></head><body><p>钟楼</p></body></html>"
        )
        workspace.paste("\n".join(ATTACKS), attack, "text")
        workspace.paste(document, attack, "html")
    page = watched(context.new_page())
    page.goto(url)
    page.wait_for_selector("#paragraphs .row")
    for number in (1, 2, 11, len(workspace) - 1):
        page.fill("#filter-text", "")
        page.goto(f"{url}&page={number}")
        page.reload()
        page.wait_for_selector("#paragraphs .row.l0, #paragraphs .row")
        for row in range(min(3, page.locator("#paragraphs .row").count())):
            page.locator("#paragraphs .row").nth(row).click()
            page.wait_for_selector("#reasons li")
        page.click("#details")
        page.click("#details-dialog [data-close]")
    page.fill("#filter-text", "<script>")
    assert page.locator("#page-list .entry").count() > 0
    texts = page.eval_on_selector_all("#paragraphs .text", "all => all.map((one) => one.textContent)")
    assert texts
    assert page.evaluate("window.pwned") is None
    strange = (
        "script:not([src='/review.js']), iframe, img, base, form, math, style, main a, [onerror], [onload]"
    )
    assert page.locator(strange).count() == 0
    assert page.faults == []


def test_only_what_is_visible_is_in_the_document(page, workspace):
    number = workspace.paste(numbered(20_000), "long", "text")
    page.goto(page.url.partition("&")[0] + f"&page={number}")
    page.reload()
    page.wait_for_selector("#paragraphs .row")
    rows, box = page.locator("#paragraphs .row"), page.locator("#paragraphs")
    assert rows.count() < 120
    for _ in range(20):
        box.evaluate("box => { box.scrollTop += 997; }")
        page.evaluate("() => new Promise(requestAnimationFrame)")
    assert rows.count() < 120
    middle = "box => document.elementFromPoint(box.offsetLeft + 300, innerHeight / 2).closest('.row').id"
    assert int(box.evaluate(middle).removeprefix("p")) > 300
    press(page, "End")
    page.wait_for_selector("#p19999")
    assert rows.count() < 120
    press(page, "Home")
    page.wait_for_selector("#p0")
    assert box.evaluate("box => box.scrollTop") == 0


@pytest.mark.parametrize("size", ["wide", "laptop", "phone"])
@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "zh")])
def test_fits_its_screen(chromium, url, size, scheme, language):
    context = window(chromium, size, scheme, language)
    page = watched(context.new_page())
    page.goto(url)
    page.wait_for_selector("#paragraphs .row")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    outside = """[...document.querySelectorAll("main *, header *")].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return width && getComputedStyle(one).visibility === "visible" && (left < -1 || right > innerWidth + 1);
    }).map((one) => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(outside) == []
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    page.locator("#paragraphs .row").nth(3).click()
    page.wait_for_selector("#reasons li")
    shoot(page, f"{size}-{scheme}-{language}")
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == {"zh": "en", "en": "zh-Hans"}[language]
    assert page.faults == []
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [("laptop", "light"), ("phone", "dark")])
def test_no_serious_accessibility_violation(chromium, url, workspace, scheme, size):
    if not AXE:
        pytest.skip("AXE_CORE does not name axe-core's axe.min.js; .ci/run installs it from the npm registry")
    workspace.paste("\n".join(f"{label} 老街的钟楼" for label in LABELS), "labels", "text")
    workspace.save(1, list(LABELS), Header("a.example", "news", "十种标签"), "")
    context = window(chromium, size, scheme)
    page = watched(context.new_page())
    page.goto(f"{url}&page=1")
    page.wait_for_selector("#paragraphs .row")
    page.evaluate(Path(AXE).read_text("utf-8"))
    states = {
        "page": "() => {}",
        "paragraph": "() => document.querySelector('#paragraphs .row').click()",
        **{
            name: f"() => document.getElementById('{name}').click()"
            for name in ("add", "details", "train", "help")
        },
    }
    found = {}
    for name, action in states.items():
        page.evaluate("() => document.querySelector('dialog[open]')?.close()")
        page.evaluate(action)
        if name == "paragraph":
            page.wait_for_selector("#reasons li")
        result = page.evaluate("() => axe.run()")
        found[name] = [
            (violation["id"], [node["html"][:120] for node in violation["nodes"]][:3])
            for violation in result["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert result["passes"]
    assert not any(found.values()), found
    context.close()
