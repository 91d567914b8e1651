import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.review.conftest import TOKEN


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "127.0.0.1"])
def test_own_names_are_answered(client, host):
    assert client.get("/api/pages", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1.evil.example", "0.0.0.0:8000", "", "[::1]:8000", "LOCALHOST.:80"]
)
def test_a_name_that_leads_here_from_elsewhere_is_refused(client, host):
    for path in ("/", "/review.js", "/api/pages"):
        assert client.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://localhost:8000",
    ],
)
def test_another_origin_is_refused_even_with_the_token(client, origin):
    assert client.post("/api/pages", content="一行", headers={"Origin": origin}).status_code == 403
    assert client.get("/", headers={"Origin": origin}).status_code == 403


def test_own_origin_is_answered(client):
    headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert client.get("/api/pages", headers=headers).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_embeds_is_refused(client, site):
    assert client.get("/review.js", headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("token", ["", TOKEN[:-1], TOKEN + "x", "文"])
@pytest.mark.parametrize(
    "request_", [("GET", "/api/pages"), ("PUT", "/api/pages/0"), ("POST", "/api/training")]
)
def test_the_api_needs_the_token(client, token, request_):
    answer = client.request(*request_, headers={"X-Review-Token": token.encode()})
    assert answer.status_code == 403
    assert "token" in answer.json()["error"]


def test_every_answer_forbids_scripts_of_others(client: TestClient):
    for path in ("/", "/review.css", "/api/pages", "/nothing"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_web_sockets_are_not_answered(client):
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/pages"):
        pass
