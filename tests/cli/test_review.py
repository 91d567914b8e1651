import pytest

from classifier.cli.app import main
from classifier.review import serve


@pytest.fixture
def review(model_file, monkeypatch, capsys, tmp_path):
    """Run `classifier review` with the small model: exit status, output, and what was served or opened."""
    served = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(serve, "serve", lambda app, listener, at_end: served.append(app))
    monkeypatch.setattr(serve, "open_browser", served.append)

    def review(*arguments):
        command = ["classifier", "review", "--model", str(model_file), *map(str, arguments)]
        monkeypatch.setattr("sys.argv", command)
        with pytest.raises(SystemExit) as end:
            main()
        captured = capsys.readouterr()
        return end.value.code or 0, captured.out, captured.err, served

    return review


def test_address_on_stdout_messages_on_stderr(review, page):
    code, out, err, served = review(page, "--no-browser")
    assert code == 0
    assert out.startswith("http://127.0.0.1:")
    assert "labelling 1 pages" in err
    assert len(served) == 1


def test_opens_the_browser(review):
    _, out, _, served = review()
    assert served[0] == out.strip()


def test_what_cannot_be_used_is_named_and_the_rest_is_shown(review, page):
    code, _, err, served = review(page, "none.txt", "--no-browser")
    assert code == 1
    assert "none.txt: no such file or folder" in err
    assert len(served) == 1


def test_more_pages_than_fit_are_left_out(review, page, monkeypatch):
    monkeypatch.setattr("classifier.review.workspace.MAX_PAGES", 1)
    code, _, err, served = review(page, page, "--no-browser")
    assert code == 1
    assert "the rest is left out" in err
    assert len(served) == 1


def test_says_what_to_install(review, monkeypatch):
    monkeypatch.setattr("classifier.cli.review.find_spec", lambda name: None)
    code, _, err, served = review()
    assert code == 2
    assert "[review]" in err
    assert not served
