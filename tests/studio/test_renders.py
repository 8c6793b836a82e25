"""Films out of the studio: where they land, how they are stopped, how they go on."""

import json
import threading
import time
from typing import Any

import pytest

pytest.importorskip("fastapi")

from clavilux import pipeline
from clavilux.imagine.painters.fake import FakePainter
from clavilux.kernel.sizes import centre
from clavilux.media.video import probe
from clavilux.project import opened
from clavilux.studio.session import Session
from clavilux.studio.studio import Studio
from studios import SMALL, changed, listening, page, settled


def films(folder):
    return sorted(path.name for path in folder.parent.glob("*.mp4"))


def until(client, condition):
    for _ in range(1000):
        job = client.get("/api/state").json()["jobs"][-1]
        if condition(job):
            return job
        assert job["state"] in ("waiting", "running"), job
        time.sleep(0.01)
    raise AssertionError("it does not happen")


class TestBegin:
    def test_a_song_and_a_picture_become_a_plan(self, empty, folder):
        client = page(empty)
        client.put("/api/song?name=song.flac", content=(folder / "inputs" / "song.flac").read_bytes())
        client.post("/api/pictures?name=art.jpg", content=(folder / "inputs" / "art.jpg").read_bytes())
        job = client.post("/api/begin", json={"pictures": ["art"], "values": {"film.crf": 40}, "recipe": "calm"}).json()
        assert (job["what"], job["state"]) == ("listen", "waiting")
        state = settled(client)
        assert state["jobs"][-1]["state"] == "done", state["jobs"]
        assert state["heard"]
        assert state["plan"]["crf"] == 40
        assert state["plan"]["song"]["path"] == "inputs/song.flac"
        heard = client.get("/api/hearing").json()
        assert heard["heard"]
        assert heard["sections"][0]["start"] == 0
        assert client.post("/api/undo").json()["plan"] is None
        assert client.post("/api/redo").json()["plan"] == state["plan"]

    @pytest.mark.parametrize(
        ("wanted", "status"),
        [
            ({"pictures": ["zzz"]}, 400),
            ({"recipe": "zzz"}, 400),
            ({"values": {"film.zzz": 1}}, 422),
            ({"values": 3}, 422),
        ],
    )
    def test_what_is_not_there_is_told(self, client, wanted, status):
        answer = client.post("/api/begin", json=wanted)
        assert answer.status_code == status
        assert answer.json()["error"]

    def test_a_project_that_was_moved_is_listened_to_again(self, folder, begun):
        for file in (folder / "hearing").iterdir():
            file.unlink()
        studio = begun(folder)
        client = page(studio)
        assert not client.get("/api/state").json()["heard"]
        studio.session.start()
        assert settled(client)["heard"]


class TestSong:
    def test_it_is_played_as_long_as_the_film_and_in_parts(self, client, folder):
        whole = client.get("/api/sound")
        assert whole.headers["content-type"] == "audio/flac"
        part = client.get("/api/sound", headers={"range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert len(list((folder / "sound").glob("*.flac"))) == 1

    def test_lanes_are_those_of_the_plan(self, client):
        state = client.get("/api/state").json()
        lanes = client.get("/api/lanes?all=1").json()
        assert set(lanes) == {*state["plan"]["lanes"], "heard"}
        assert {*lanes["heard"]} >= {"kick", "snare", "bass", "melody", "loudness"}
        for lane in [*lanes["heard"].values(), *(lanes[name] for name in state["plan"]["lanes"])]:
            assert len(lane["values"]) == 75
            assert 0 <= min(lane["values"]) <= max(lane["values"]) <= 1


class TestFilms:
    def test_one_lands_beside_the_project_and_replaces_nothing(self, client, folder):
        for _ in range(2):
            client.post("/api/renders", json={})
        client.post("/api/renders", json={"draft": True})
        state = settled(client)
        assert films(folder) == ["song-1.mp4", "song-draft.mp4", "song.mp4"], state["jobs"]
        assert {film["name"] for film in state["films"]} == {*films(folder)}
        film = next(film for film in state["films"] if film["name"] == "song.mp4")
        sent = client.get(f"/api/films/{film['id']}", headers={"range": "bytes=4-7"})
        assert (sent.status_code, sent.content) == (206, b"ftyp")
        assert "attachment" in sent.headers["content-disposition"]
        (folder.parent / "song.mp4").unlink()
        assert client.get(f"/api/films/{film['id']}").status_code == 400

    def test_a_shelf_gets_its_shape(self, client, folder):
        changed(client, crf=51, fps="24")
        client.post("/api/renders", json={"shelves": ["square"], "draft": True})
        state = settled(client)
        assert state["films"][0]["shelf"] == "square", state["jobs"]
        size = probe(folder.parent / "song-square-draft.mp4").size
        assert size[0] == size[1]

    def test_a_part_is_filmed_alone(self, client, folder):
        client.post("/api/renders", json={"stretch": [0.5, 2.0]})
        square = {"stretch": [1.0, 3.04], "shelves": ["square"]}
        assert client.post("/api/renders", json=square).status_code == 400  # it is too short for that
        client.post("/api/renders", json=square | {"draft": True})
        state = settled(client)
        assert films(folder) == ["song-part-square-draft.mp4", "song-part.mp4"], state["jobs"]
        seen = probe(folder.parent / "song-part.mp4")
        assert seen.duration == pytest.approx(1.5, abs=0.05)

    @pytest.mark.parametrize("stretch", [[2, 1], [0, 30], [-1, 1], [1, 1]])
    def test_a_part_lies_within_the_film(self, client, stretch):
        answer = client.post("/api/renders", json={"stretch": stretch})
        assert answer.status_code == 400
        assert "within" in answer.json()["error"]

    @pytest.mark.filterwarnings("ignore:no sure beat")
    @pytest.mark.parametrize("wanted", [{"loop": True, "stretch": [0.5, 2.5]}, {"shelves": ["canvas"], "draft": True}])
    def test_a_loop_looks_as_the_film_does(self, studio, client, folder, monkeypatch, wanted):
        made, film = [], pipeline.film

        def filmed(plan, *rest, **how):
            made.append(plan)
            return film(plan, *rest, **how)

        monkeypatch.setattr(pipeline, "film", filmed)
        plan = client.get("/api/state").json()["plan"]
        changed(client, crf=40, effects=[{"use": "grain", "amount": 0.1}])
        client.post("/api/renders", json=wanted)
        job = settled(client)["jobs"][-1]
        assert job["state"] == "done", job
        (loop,) = made
        assert loop.loop
        assert loop.crf == 40
        assert [effect["use"] for effect in loop.effects] == ["grain"]
        looks = [brief.seed for brief in loop.keyframes.values()]
        assert len({*looks}) == len(looks)
        assert {*looks} & {brief.get("seed", 0) for brief in plan["keyframes"].values()}
        (name,) = films(folder)
        assert name.startswith("song-loop")

    @pytest.mark.parametrize("wanted", [{"shelves": ["zzz"]}, {"shelves": 3}, {"draft": "perhaps"}])
    def test_what_is_not_there_is_told(self, client, wanted):
        assert client.post("/api/renders", json=wanted).status_code in (400, 422)

    def test_a_film_of_a_strangers_memory_leads_nowhere(self, folder, begun, tmp_path):
        (tmp_path / "secret.mp4").touch()
        (folder.parent / "link.mp4").symlink_to(tmp_path / "secret.mp4")
        names = ["/etc/passwd", "../../secret.mp4", "night.clavilux/plan.json", "link.mp4"]
        remembered = {"films": [{"id": str(n), "name": name} for n, name in enumerate(names)]}
        (folder / "studio.json").write_text(json.dumps(remembered))
        (tmp_path / "passwd").touch()
        client = page(begun(folder))
        for n in (0, 2, 3):
            assert client.get(f"/api/films/{n}").status_code == 400


class TestStopping:
    @pytest.fixture(autouse=True)
    def _slow(self, monkeypatch):
        """Frames take a while, so that there is time to stop."""

        def slowly(frame, size):
            time.sleep(0.02)
            return centre(frame, size)

        monkeypatch.setattr("clavilux.shooting.centre", slowly)

    def test_a_film_stops_at_once_and_keeps_what_is_done(self, client, folder):
        client.post("/api/renders", json={})
        job = until(client, lambda job: job["stage"] == "filming" and job["done"] > 10)
        begin = time.monotonic()
        assert client.delete(f"/api/jobs/{job['id']}").json()["state"] == "cancelled"
        assert client.post("/api/renders", json={}).status_code == 200
        until(client, lambda job: job["state"] != "waiting")
        assert time.monotonic() - begin < 1
        assert settled(client)["jobs"][-1]["state"] == "done"
        assert films(folder) == ["song.mp4"]

    def test_a_painting_stops_at_once(self, client, folder, monkeypatch):
        begun, paint = threading.Event(), FakePainter.paint

        def slowly(self, request):
            begun.set()
            for _ in range(1000):
                request.look_up()
                time.sleep(0.02)
            return paint(self, request)

        monkeypatch.setattr(FakePainter, "paint", slowly)
        job = client.post("/api/renders", json={}).json()[0]
        assert begun.wait(10)
        monkeypatch.setattr(FakePainter, "paint", paint)
        client.delete(f"/api/jobs/{job['id']}")
        client.post("/api/renders", json={})
        begin = time.monotonic()
        until(client, lambda job: job["state"] != "waiting")
        assert time.monotonic() - begin < 2
        assert settled(client)["jobs"][-1]["state"] == "done"

    def test_what_was_filmed_before_a_restart_is_not_filmed_again(self, folder):
        with opened(folder, keep=True) as project:
            studio = Studio.of(Session(project, usual=SMALL))
            client = page(studio)
            client.post("/api/renders", json={})
            until(client, lambda job: job["stage"] == "filming" and job["done"] > 40)
            studio.close()
        before = {path: path.stat().st_mtime_ns for path in (folder / "shots").glob("*.mp4")}
        assert before
        with opened(folder, keep=True) as project:
            studio = Studio.of(Session(project, usual=SMALL))
            client = page(studio)
            client.post("/api/renders", json={})
            assert settled(client)["films"]
            studio.close()
        assert {path: path.stat().st_mtime_ns for path in before} == before

    def test_the_page_sees_frames_while_a_film_is_made(self, client):
        client.post("/api/renders", json={})
        until(client, lambda job: job["state"] == "running")
        assert client.get("/api/frame?second=0.5").status_code == 200
        assert settled(client)["jobs"][-1]["state"] == "done"

    def test_progress_is_told(self, client):
        with listening(client, "/api/events") as socket:
            client.post("/api/renders", json={"draft": True})
            told: list[Any] = []
            while not told or told[-1].get("state") != "done":
                told.append(json.loads(socket.receive_text()))
        jobs = [news for news in told if news["kind"] == "job"]
        assert {"done", "total", "label", "seconds_left"} <= {*jobs[0]}
        assert jobs[-1]["what"] == "render"
