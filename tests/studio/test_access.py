"""Who gets in, and who does not."""

import base64
import re

import pytest

pytest.importorskip("fastapi")

from starlette.websockets import WebSocketDisconnect

from studios import ORIGIN, listening, page, stranger

EVIL = "http://evil.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("clavilux.studio.access.WRONG_PASSWORD", 0.0)


def basic(password):
    return {"authorization": "Basic " + base64.b64encode(f"me:{password}".encode()).decode()}


class TestLink:
    def test_the_token_becomes_a_cookie_that_no_script_reads(self, studio):
        answer = stranger(studio).get("/?token=t", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert re.fullmatch(r"clavilux-2412=t; HttpOnly; SameSite=Strict; Path=/", answer.headers["set-cookie"])

    def test_who_has_it_gets_in(self, client):
        assert client.get("/api/state").status_code == 200
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize("path", ["/", "/?token=wrong", "/?token=", "/app.js", "/api/state", "/api/state?token=t"])
    def test_who_has_not_is_told_where_the_link_is(self, studio, path):
        answer = stranger(studio).get(path)
        assert answer.status_code == 401
        assert "link" in answer.json()["error"]

    def test_a_wrong_cookie_is_none(self, studio):
        assert stranger(studio).get("/api/state", headers={"cookie": "clavilux-2412=x"}).status_code == 401
        assert stranger(studio).get("/api/state", headers=[(b"cookie", b"clavilux-2412=\xe9")]).status_code == 401


class TestForeigners:
    @pytest.mark.parametrize("host", ["evil.example", "evil.example:2412", "127.0.0.1:80", "127.0.0.1", "[::1]:2412"])
    def test_another_name_for_this_machine_is_refused(self, client, host):
        assert client.get("/api/state", headers={"host": host}).status_code == 421

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    @pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:80", ORIGIN + ".evil.example"])
    def test_another_sites_page_changes_nothing(self, client, method, origin):
        assert client.request(method, "/api/undo", headers={"origin": origin}).status_code == 403

    def test_nobody_changes_anything_without_an_origin(self, client):
        del client.headers["origin"]
        assert client.post("/api/undo").status_code == 403
        assert client.get("/api/state").status_code == 200

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_another_sites_page_shows_nothing_of_ours(self, client, site):
        assert client.get("/api/sound", headers={"sec-fetch-site": site}).status_code == 403

    @pytest.mark.parametrize("path", ["/api/events", "/api/play"])
    def test_another_sites_page_hears_nothing(self, client, studio, path):
        with pytest.raises(WebSocketDisconnect), listening(client, path, headers={"origin": EVIL}):
            pass
        with pytest.raises(WebSocketDisconnect), listening(stranger(studio), path):
            pass
        with listening(client, path):
            pass


class TestPolicy:
    def test_no_script_and_no_style_of_others_is_allowed(self, client):
        policy = client.get("/").headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "http" not in policy

    def test_the_page_has_no_script_or_style_of_its_own(self, client):
        html = client.get("/").text
        assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|style=", html)
        assert not re.search(r"(src|href)=.?https?:", html)

    @pytest.mark.parametrize("path", ["/", "/api/state", "/api/nothing", "/app.js"])
    def test_every_answer_says_what_it_is(self, client, path):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"


class TestPassword:
    def test_it_lets_in_from_any_name(self, studio):
        client = stranger(studio, password="sesame")
        home = {"host": "studio.example", "origin": "https://studio.example"}
        first = client.get("/", headers=home | basic("sesame"), follow_redirects=False)
        assert first.status_code == 303
        assert client.get("/api/state", headers=home).status_code == 200
        assert client.post("/api/undo", headers=home | {"origin": EVIL}).status_code == 403

    @pytest.mark.parametrize(
        "headers", [{}, basic("guess"), {"authorization": "Basic !"}, {"authorization": "Bearer t"}]
    )
    def test_who_has_it_not_is_asked(self, studio, headers):
        answer = stranger(studio, password="sesame").get("/", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")

    def test_the_cookie_stays_on_encrypted_ways_behind_a_proxy(self, studio):
        client = stranger(studio, password="sesame")
        answer = client.get("/?token=t", headers={"x-forwarded-proto": "https"}, follow_redirects=False)
        assert answer.headers["set-cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    "path",
    [
        "/../studio.json",
        "/%2e%2e/app.py",
        "/..%2fapp.py",
        "/..%5capp.py",
        "//etc/passwd",
        "/api/films/..%2f..%2fplan.json",
        "/api/keyframes/..%2f..%2fplan.json.jpg",
        "/api/styles/..%2fart.jpg?picture=art",
        "/api/styles/pop-art.jpg?picture=..%2f..%2fplan.json",
        "/plan.json",
        "/inputs/art.jpg",
        "/__init__.py",
    ],
)
def test_no_path_leads_out_of_the_page(studio, path):
    answer = page(studio).get(path)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]
