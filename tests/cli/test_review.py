import pytest

from classifier.review import serve


@pytest.fixture
def review(run, model, monkeypatch, tmp_path):
    """Run `classifier review` with the small model; the server ends at once."""
    served = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(serve, "serve", lambda app, listener, at_end: served.append(app))
    monkeypatch.setattr(serve, "open_browser", lambda url: served.append(url))

    def review(*arguments):
        outcome = run("review", *arguments, model=model)
        return outcome, served

    return review


def test_address_on_stdout_messages_on_stderr(review, page):
    outcome, served = review(page, "--no-browser")
    assert outcome.code == 0
    assert outcome.out.startswith("http://127.0.0.1:")
    assert "labelling 1 pages" in outcome.err
    assert len(served) == 1


def test_opens_the_browser(review):
    outcome, served = review()
    assert served[0] == outcome.out.strip()


def test_what_cannot_be_used_is_named_and_the_rest_is_shown(review, page):
    outcome, served = review(page, "none.txt", "--no-browser")
    assert outcome.code == 1
    assert "none.txt: no such file or folder" in outcome.err
    assert len(served) == 1


def test_more_pages_than_fit_are_left_out(review, page, monkeypatch):
    monkeypatch.setattr("classifier.review.workspace.MAX_PAGES", 1)
    outcome, served = review(page, page, "--no-browser")
    assert outcome.code == 1
    assert "the rest is left out" in outcome.err
    assert len(served) == 1


def test_says_what_to_install(review, monkeypatch):
    monkeypatch.setattr("classifier.cli.review.find_spec", lambda name: None)
    outcome, served = review()
    assert outcome.code == 2
    assert "[review]" in outcome.err
    assert not served
