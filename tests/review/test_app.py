import json
import time
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from classifier.corpus.pages import read_page
from classifier.labels import LABELS
from classifier.review.sources import MAX_BYTES
from tests.review.pages import ATTACKS, HTML, PAGE


def save(client: TestClient, number: int = 0, **changes: object) -> Response:
    page = client.get(f"/api/pages/{number}").json()
    body = (
        {key: page[key] for key in ("site", "kind", "title", "version")}
        | {"labels": page["machine"]}
        | changes
    )
    return client.put(f"/api/pages/{number}", json=body)


def trained(client: TestClient) -> dict[str, Any]:
    assert client.post("/api/training").status_code == 202
    while True:
        state: dict[str, Any] = client.get("/api/training").json()
        if state["status"] != "running":
            return state
        time.sleep(0.02)


def test_own_files_are_served_and_no_others(client):
    for path, kind in (("/", "text/html"), ("/review.js", "text/javascript"), ("/review.css", "text/css")):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
    for path in (
        "/app.py",
        "/../app.py",
        "/%2e%2e/app.py",
        "/..%2fapp.py",
        "//etc/passwd",
        "/index.html/..%2f",
    ):
        assert client.get(path).status_code in (403, 404)


def test_the_list_tells_every_page(client):
    answer = client.get("/api/pages").json()
    assert answer["wanted"] == [True, True] + [False] * 8
    (page,) = answer["pages"]
    assert page["paragraphs"] == 9
    assert sum(page["counts"]) == 9
    assert (page["rank"], page["labelled"], page["differences"]) == (0, False, 0)


def test_a_page_has_its_paragraphs_and_what_the_model_says(client):
    page = client.get("/api/pages/0").json()
    assert page["lines"] == PAGE.split("\n")[:-1]
    assert page["given"] is None
    assert page["version"] == ""
    assert all(len(page[key]) == 9 for key in ("machine", "second", "sure", "junk", "keep"))
    assert client.get("/api/pages/1").status_code == 422
    assert client.get("/api/pages/x").status_code == 404


def test_reasons_are_those_of_the_model(client, model, workspace):
    answer = client.get("/api/pages/0/reasons/3").json()
    expected = model.explain(workspace.entry(0).page.document, 3)
    assert LABELS[answer["label"]] == expected.label
    assert [name for name, _ in answer["reasons"]] == [name for name, _ in expected.reasons[:12]]
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=0.01)
    assert client.get("/api/pages/0/reasons/9").status_code == 422


def test_pasted_text_and_html_become_pages(client):
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    answer = client.post("/api/pages?name=pasted", content=PAGE.encode(), headers=plain)
    assert answer.status_code == 201
    assert answer.json()["number"] == 1
    page = client.post("/api/pages?kind=html&name=mill", content=HTML.encode()).json()
    assert page["html"]
    assert page["title"] == "河湾村的水磨"
    gbk = client.post("/api/pages?name=gbk.txt", content=PAGE.encode("gb18030")).json()
    assert gbk["lines"][3].startswith("老街的钟楼")
    as_text = client.post("/api/pages?kind=text", content=HTML.encode(), headers=plain).json()
    assert as_text["lines"][0].startswith("<!DOCTYPE")


@pytest.mark.parametrize(
    ("content", "query"),
    [
        (b"", ""),
        (b" \n\t\n", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
        ("一行".encode(), "?kind=exe"),
    ],
)
def test_what_is_no_page_is_refused(client, content, query):
    answer = client.post(f"/api/pages{query}", content=content)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_too_much_is_refused(client):
    assert client.post("/api/pages", content=b"a" * (MAX_BYTES + 1)).status_code == 413
    assert client.put("/api/pages/0", content=b"[" * (MAX_BYTES + 1)).status_code == 413


def test_labels_are_saved_in_the_training_format(client, workspace):
    labels = [4, 4, 1, 0, 0, 0, 5, 5, 6]
    answer = save(client, labels=labels, site="street.example", kind="news", title="老街")
    assert answer.status_code == 200
    page = read_page(workspace.entry(0).source.target)
    assert [LABELS.index(label) for label in page.labels] == labels
    assert (page.site, page.kind, page.title) == ("street.example", "news", "老街")
    again = client.get("/api/pages/0").json()
    assert again["given"] == labels
    assert again["version"] == answer.json()["version"] != ""


def test_two_tabs_do_not_overwrite_each_other(client):
    first = client.get("/api/pages/0").json()
    assert save(client, labels=[0] * 9).status_code == 200
    late = save(client, labels=[1] * 9, version=first["version"])
    assert late.status_code == 409
    assert client.get("/api/pages/0").json()["given"] == [0] * 9


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": [0] * 8},
        {"labels": [10] + [0] * 8},
        {"labels": [-1] + [0] * 8},
        {"labels": [True] + [0] * 8},
        {"labels": ["<script>"] * 9},
        {"labels": None},
        {"site": 3},
        {"site": ""},
        {"title": "一\n二"},
        {"title": "x" * 301},
        {"version": None},
    ],
)
def test_what_does_not_fit_is_not_saved(client, workspace, changes):
    assert save(client, **changes).status_code == 422
    assert not workspace.out.exists()


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(client, content):
    assert client.put("/api/pages/0", content=content).status_code == 422


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_names_stay_in_the_folder(client, workspace, attack):
    page = client.post("/api/pages", params={"name": attack}, content="老街的钟楼响了。".encode()).json()
    target = workspace.entry(page["number"]).source.target
    assert target.parent == workspace.out
    assert save(client, page["number"]).status_code == 200
    assert target.is_file()


def test_half_a_surrogate_pair_is_not_saved_and_breaks_no_answer(client):
    body = {"site": "a", "kind": "b", "title": "\ud83d", "version": "", "labels": [0] * 9}
    answer = client.put("/api/pages/0", content=json.dumps(body))
    assert answer.status_code == 422
    assert "half" in answer.json()["error"]


def test_training_tells_its_steps_and_what_changed(client):
    assert client.get("/api/training").json()["status"] == "idle"
    assert client.post("/api/training").status_code == 422  # nothing is saved yet
    save(client, labels=[0] * 9)
    before = client.get("/api/pages/0").json()["machine"]
    state = trained(client)
    assert state["status"] == "done"
    assert state["steps"][:2] == ["reading <b>labels</b>", "fitting"]
    result = state["result"]
    assert result["known"]["before"]["line_f1"] < result["known"]["after"]["line_f1"]
    assert 0 < result["changed"] == len(result["changes"])
    assert {change["to"] for change in result["changes"]} == {1}
    assert client.get("/api/pages/0").json()["machine"] == before  # not used until asked to
    client.post("/api/training/use")
    after = client.get("/api/pages/0").json()
    assert after["machine"] != before
    assert after["given"] == [0] * 9
    client.post("/api/training/use")
    assert client.get("/api/pages/0").json()["machine"] == before


def test_no_model_to_use_before_a_training(client):
    assert client.post("/api/training/use").status_code == 422
