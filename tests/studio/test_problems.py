"""What other programs do to a project is told at once, and how it is put right."""

import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from clavilux.studio.watching import watching
from studios import changed, listening, page


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr("clavilux.studio.watching.OFTEN", 0.02)


def state(client):
    return client.get("/api/state").json()


def texts(client):
    return [problem["text"] for problem in state(client)["problems"]]


def edit(path, old, new):
    path.write_text(path.read_text().replace(old, new))


class TestPlan:
    def test_an_edit_by_hand_is_seen_at_once_and_told(self, client, studio, folder):
        with listening(client, "/api/events") as socket:
            assert json.loads(socket.receive_text())["plan"]["crf"] == 18
            edit(folder / "plan.json", '"crf": 18', '"crf": 33')
            with watching(studio.session):
                told = [json.loads(socket.receive_text()) for _ in range(2)]
        assert {news["kind"] for news in told} == {"told", "state"}
        said = {news["kind"]: news for news in told}
        assert said["state"]["plan"]["crf"] == 33
        assert "plan.json was changed by another program" in said["told"]["text"]
        assert client.post("/api/undo").json()["plan"]["crf"] == 18

    def test_a_change_that_comes_too_late_is_told_why(self, client, studio, folder):
        old = state(client)
        edit(folder / "plan.json", '"crf": 18', '"crf": 33')
        studio.session.look()
        answer = client.put("/api/plan", json={"base": old["revision"], "plan": old["plan"] | {"crf": 20}})
        assert answer.status_code == 409
        assert answer.json()["error"].startswith("another program has changed plan.json")
        newer = changed(client, crf=21)
        changed(client, crf=22)
        answer = client.put("/api/plan", json={"base": newer["revision"], "plan": old["plan"]})
        assert answer.json()["error"].startswith("another window has changed the film")

    def test_what_is_no_plan_any_more_is_told_until_it_is_one_again(self, client, studio, folder):
        path = folder / "plan.json"
        text = path.read_text()
        path.write_text("{")
        with listening(client, "/api/events") as socket, watching(studio.session):
            socket.receive_text()
            while not (told := json.loads(socket.receive_text())["problems"]):
                pass
            assert told[0]["what"] == "plan"
            assert "plan.json" in told[0]["text"]
            assert "take the file away" in told[0]["text"]
            path.write_text(text)
            while json.loads(socket.receive_text())["problems"]:
                pass
        path.write_text("{")
        assert texts(client)
        path.unlink()
        assert changed(client, crf=20)["problems"] == []
        assert path.is_file()

    def test_saving_it_without_a_change_is_none(self, client, folder):
        before = state(client)
        path = folder / "plan.json"
        path.write_text(path.read_text() + "\n")
        assert state(client)["revision"] == before["revision"]

    def test_the_same_plan_again_is_no_conflict(self, client):
        old = state(client)
        new = changed(client, crf=20)
        answer = client.put("/api/plan", json={"base": old["revision"], "plan": new["plan"]})
        assert (answer.status_code, answer.json()["revision"]) == (200, new["revision"])


class TestLost:
    def test_a_song_and_a_picture_that_are_gone_are_told_and_come_back(self, client, folder):
        inputs = folder / "inputs"
        kept = {path.name: path.read_bytes() for path in inputs.iterdir()}
        shutil.rmtree(inputs)
        again = "put it back there, or drop it on the page again"
        assert texts(client) == [
            f"The song inputs/song.flac is gone; {again}",
            f"The picture inputs/art.jpg is gone; {again}",
        ]
        assert state(client)["song"]["name"] == "song.flac"
        client.put("/api/song?name=song.flac", content=kept["song.flac"])
        client.post("/api/pictures?name=art.jpg", content=kept["art.jpg"])
        assert texts(client) == []
        assert not state(client)["can_undo"]

    def test_one_that_was_elsewhere_is_named_where_it_is_now(self, client, folder, tmp_path):
        plan = state(client)["plan"]
        picture = Path(shutil.move(folder / "inputs" / "art.jpg", tmp_path / "cover.jpg"))
        edit(folder / "plan.json", '"inputs/art.jpg"', json.dumps(str(picture)))
        assert state(client)["plan"]["pictures"]["art"]["path"] == str(picture)
        content = picture.read_bytes()
        picture.unlink()
        assert texts(client)[0].startswith(f"The picture {picture} is gone")
        client.post("/api/pictures?name=other.jpg", content=content)
        assert texts(client) == []
        assert state(client)["plan"]["pictures"]["art"]["path"] == "inputs/other.jpg"
        assert client.get("/api/frame?second=1").status_code == 200
        assert state(client)["plan"] != plan

    def test_another_picture_does_not_take_its_place(self, client, folder):
        path = folder / "inputs" / "art.jpg"
        content = path.read_bytes()
        path.unlink()
        client.post("/api/pictures?name=art.jpg", content=content + b"another")
        assert "The picture inputs/art.jpg is gone" in texts(client)[0]
        client.post("/api/pictures?name=art.jpg", content=content)
        assert texts(client) == []
        assert path.read_bytes() == content

    def test_words_that_are_gone_are_told(self, client, folder):
        path = folder / "inputs" / "words.lrc"
        path.write_text("[00:01.00]la la\n")
        changed(client, effects=[{"use": "lyrics", "file": "inputs/words.lrc"}])
        path.unlink()
        assert texts(client) == ["The file inputs/words.lrc is gone; put it back there"]

    def test_also_before_there_is_a_plan(self, empty, artwork, tmp_path):
        client = page(empty)
        client.post("/api/pictures?name=art.jpg", content=artwork.read_bytes())
        (tmp_path / "new.clavilux" / "inputs" / "art.jpg").unlink()
        assert len(texts(client)) == 1
        client.post("/api/pictures?name=again.jpg", content=artwork.read_bytes())
        assert texts(client) == []
        assert [picture["file"] for picture in state(client)["pictures"]] == ["again.jpg"]
