from classifier.bulk.run import Progress
from classifier.bulk.tally import Tally
from classifier.cli import bulk_report
from classifier.cli.bulk_report import describe, watch_on_stderr

PROGRESS = Progress(50_000_000, 200_000_000, Tally(documents=1234, unusable=2, chars=100, kept=40), 10.0)


def test_progress_in_one_line():
    assert describe(PROGRESS) == "1,234 documents, 5.0 MB/s, 40% kept, 2 unusable, 25% done, 0:30 left"


def test_without_a_total_nothing_is_said_of_what_is_left():
    assert describe(Progress(5_000_000, 0, Tally(), 1.0)) == "0 documents, 5.0 MB/s"


def test_a_log_gets_a_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr(bulk_report, "LINE_SECONDS", 0.0)
    with watch_on_stderr(kept=True) as watch:
        watch.progress(PROGRESS)
    assert capsys.readouterr().err == f"classifier: {describe(PROGRESS)}\n"


def test_a_terminal_gets_a_bar(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with watch_on_stderr(kept=True) as watch:
        watch.progress(PROGRESS)
        watch.note("a note")
    assert "a note" in capsys.readouterr().err
