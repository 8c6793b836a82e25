"""What is seen on the page is what a render shows."""

import itertools
import struct
import threading
import time
from io import BytesIO
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image as Pillow

pytest.importorskip("fastapi")

from clavilux.direct.timeline import timeline
from clavilux.errors import UserError
from clavilux.imagine.keyframes import Keyframes
from clavilux.imagine.painters.choose import choose
from clavilux.kernel.sizes import centre
from clavilux.preparation import complete
from clavilux.render.frames import frames
from clavilux.studio.preview import jpeg
from clavilux.studio.recent import Recent
from clavilux.studio.reels import Reels
from clavilux.studio.worker import Urgency, Worker
from studios import changed, listening, page


def picture(jpeg):
    return np.asarray(Pillow.open(BytesIO(jpeg))).astype(int)


def rendered(studio, number):
    """A frame as a render makes it."""
    plan = studio.session.planned()
    painter = choose(plan.painter)
    plan = complete(plan, painter)
    lanes = timeline(plan, studio.session.listening.hear(plan))
    (frame,) = frames(plan, lanes, Keyframes(plan, painter), painter, start=number, end=number + 1)
    return picture(jpeg(centre(frame, plan.size)))


@pytest.mark.parametrize("second", [0.0, 0.5, 1.7, 2.9])
def test_a_frame_is_that_of_the_render(client, studio, second):
    changed(client, effects=[{"use": "vignette", "amount": 0.4}, {"use": "hue", "shift": 0.2}], safe=False)
    answer = client.get("/api/frame", params={"second": second})
    number = int(second * 24)
    assert answer.headers["content-type"] == "image/jpeg"
    assert float(answer.headers["x-frame-second"]) == pytest.approx(number / 24)
    assert np.array_equal(picture(answer.content), rendered(studio, number))


def test_an_effect_that_remembers_has_its_run_up(client, studio):
    changed(client, effects=[{"use": "feedback", "amount": 0.8, "fade": 0.0}], safe=False)
    with_trails = picture(client.get("/api/frame?second=1.3").content)
    assert np.array_equal(with_trails, rendered(studio, 31))


def test_an_edit_is_seen(client):
    before = client.get("/api/frame?second=1").content
    changed(client, effects=[{"use": "mirror"}])
    assert client.get("/api/frame?second=1").content != before
    client.post("/api/undo")
    assert client.get("/api/frame?second=1").content == before


@pytest.mark.parametrize("fps", ["24", "30000/1001", "59.94"])
def test_the_second_that_is_told_is_that_of_the_same_frame(client, fps):
    changed(client, fps=fps)
    told = client.get("/api/frame?second=1.3").headers["x-frame-second"]
    assert client.get("/api/frame", params={"second": told}).headers["x-frame-second"] == told


def test_beyond_the_end_is_the_last(client):
    assert float(client.get("/api/frame?second=900").headers["x-frame-second"]) == pytest.approx(71 / 24)


@pytest.mark.parametrize("second", ["-1", "nan", "inf", "x", "1e9", ""])
def test_what_is_no_second_is_refused(client, second):
    assert client.get("/api/frame", params={"second": second}).status_code == 422


class TestKeyframes:
    def test_each_is_painted_once_and_told(self, client, studio):
        told = []
        studio.session.news.tell = lambda thing, news: told.append(news)
        names = list(client.get("/api/state").json()["plan"]["keyframes"])
        for _ in range(2):
            for name in names:
                assert picture(client.get(f"/api/keyframes/{name}.jpg").content).shape == (64, 96, 3)
        painted = [news["name"] for news in told if news["kind"] == "keyframe"]
        assert sorted(painted) == sorted(name for name in names if name != "k0")

    def test_one_that_is_repainted_is_another(self, client):
        keyframes = client.get("/api/state").json()["plan"]["keyframes"]
        before = client.get("/api/keyframes/k1.jpg").content
        changed(client, keyframes=keyframes | {"k1": keyframes["k1"] | {"seed": 7, "strength": 1.0}})
        assert client.get("/api/keyframes/k1.jpg").content != before

    def test_a_picture_of_ones_own_in_its_place_is_seen(self, client, folder):
        client.get("/api/keyframes/k1.jpg")
        (file,) = (folder / "keyframes").glob("k1-*")
        Pillow.new("RGB", (96, 64), (255, 0, 0)).save(file)
        assert picture(client.get("/api/keyframes/k1.jpg").content)[32, 48] == pytest.approx([255, 0, 0], abs=6)

    def test_one_that_is_not_there_is_told(self, client):
        answer = client.get("/api/keyframes/zzz.jpg")
        assert answer.status_code == 400
        assert "zzz" in answer.json()["error"]


class TestStyles:
    def test_the_artwork_is_painted_in_each(self, client):
        seen = {client.get(f"/api/styles/{name}.jpg?picture=art").content for name in ("none", "pop-art", "baroque")}
        assert len(seen) == 3
        assert max(picture(next(iter(seen))).shape) <= 256

    def test_also_before_there_is_a_plan(self, empty, artwork):
        client = page(empty)
        client.post("/api/pictures?name=art.jpg", content=artwork.read_bytes())
        assert client.get("/api/styles/pop-art.jpg?picture=art").status_code == 200

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("zzz.jpg?picture=art", 400),
            ("pop-art.jpg?picture=zzz", 400),
            ("pop-art.jpg", 422),
            ("pop-art.jpg?picture=art&seed=-1", 422),
        ],
    )
    def test_what_is_not_there_is_told(self, client, address, status):
        assert client.get(f"/api/styles/{address}").status_code == status


class TestPlaying:
    def received(self, socket):
        message = socket.receive()
        if "text" in message:
            return message["text"]
        (second,) = struct.unpack("<d", message["bytes"][:8])
        assert picture(message["bytes"][8:]).shape == (64, 96, 3)
        return round(second * 24)

    def test_frames_come_in_order_up_to_the_end(self, client):
        with listening(client, "/api/play") as socket:
            socket.send_text('{"from": 2.0, "revision": 1}')
            assert [self.received(socket) for _ in range(25)] == [*range(48, 72), '{"end": true}']

    def test_no_more_are_sent_than_are_wanted(self, client, studio, monkeypatch):
        monkeypatch.setattr("clavilux.studio.playing.AHEAD", 0.5)
        made, following = [], studio.pictures.next

        def next_frame(_, frames):
            made.append(frames)
            return following(frames)

        monkeypatch.setattr(type(studio.pictures), "next", next_frame)
        with listening(client, "/api/play") as socket:
            socket.send_text('{"from": 0}')
            first = [self.received(socket) for _ in range(14)]
            time.sleep(0.2)
            assert (first, len(made)) == ([*range(14)], 14)
            socket.send_text('{"at": 1.0}')
            assert [self.received(socket) for _ in range(24)] == [*range(14, 38)]
            socket.send_text('{"stop": true}')
            socket.send_text('{"from": 2.9}')
            rest = [self.received(socket)]
            while rest[-1] != '{"end": true}':
                rest.append(self.received(socket))
            assert rest[-4:] == [69, 70, 71, '{"end": true}']

    def test_a_change_is_seen_in_what_comes(self, client, monkeypatch):
        monkeypatch.setattr("clavilux.studio.playing.AHEAD", 0.1)
        with listening(client, "/api/play") as socket:
            socket.send_text('{"from": 0}')
            for _ in range(4):
                self.received(socket)
            changed(client, fps="12")
            socket.send_text('{"at": 2.0}')
            message = socket.receive()["bytes"]
            assert struct.unpack("<d", message[:8])[0] * 12 == pytest.approx(2, abs=0.01)

    @pytest.mark.parametrize("word", ["", "x", "[]", '{"from": "x"}', "{" * 10_000])
    def test_what_is_not_understood_ends_it(self, client, word):
        with listening(client, "/api/play") as socket:
            socket.send_text(word)
            assert socket.receive()["code"] == 1003

    def test_what_cannot_be_shown_is_told(self, empty):
        with listening(page(empty), "/api/play") as socket:
            socket.send_text('{"from": 0}')
            assert "no plan yet" in socket.receive_text()


class TestReels:
    @pytest.fixture
    def scene(self):
        """One whose frames are their numbers."""

        class Scene:
            made: ClassVar[list[int]] = []

            def frames(self, start):
                for number in range(start, 30):
                    self.made.append(number)
                    yield np.full((8, 8, 3), number, np.uint8)

        Scene.made.clear()
        return Scene()

    def test_what_was_made_is_played_again_and_goes_on(self, scene):
        reels = Reels()
        first = [reels.at(1, scene, number) for number in range(5, 10)]
        again = [reels.at(1, scene, number) for number in range(7, 12)]
        assert again[:3] == first[2:]
        assert scene.made == [*range(5, 12)]
        reels.close()

    def test_another_place_or_plan_has_its_own(self, scene):
        reels = Reels()
        for revision, number in ((1, 5), (1, 3), (2, 5), (1, 6), (1, 4), (2, 6)):
            assert reels.at(revision, scene, number) is not None
        assert scene.made == [5, 3, 5, 6, 4, 6]
        reels.close()

    def test_behind_the_end_is_nothing(self, scene):
        assert Reels().at(1, scene, 30) is None

    def test_memory_is_bounded(self, scene, monkeypatch):
        monkeypatch.setattr("clavilux.studio.reels.LONGEST", 4)
        reels = Reels()
        for number in range(20):
            reels.at(1, scene, number)
        scene.made.clear()
        reels.at(1, scene, 16)
        assert scene.made == []
        reels.at(1, scene, 2)
        assert scene.made == [2]
        for number in (4, 8, 12, 28):
            reels.at(1, scene, number)
        assert len(reels._reels) == 4
        reels.close()

    def test_what_is_looked_at_is_ready_to_be_played(self, client, studio, monkeypatch):
        monkeypatch.setattr("clavilux.studio.pictures.READY", 0.5)
        client.get("/api/frame?second=1")
        reels = studio.pictures._reels
        until(lambda: reels._reels and reels._reels[0].has(36))


def until(condition):
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it does not happen")


class TestBench:
    @pytest.fixture
    def worker(self):
        made = Worker()
        yield made
        made.close()

    @pytest.fixture
    def busy(self, worker):
        """What keeps it busy until it is set."""
        free, begun = threading.Event(), threading.Event()

        def wait():
            begun.set()
            free.wait(5)

        worker.ask(Urgency.STILL, wait)
        assert begun.wait(5)
        yield free
        free.set()

    def test_the_most_urgent_comes_first_and_of_that_the_newest(self, worker, busy):
        made, asked = [], [Urgency.GALLERY, Urgency.STILL, Urgency.PLAY, Urgency.STILL, Urgency.KEYFRAME]
        futures = [worker.ask(urgency, lambda n=n: made.append(n)) for n, urgency in enumerate(asked)]
        busy.set()
        for future in futures:
            future.result(5)
        assert made == [3, 1, 2, 4, 0]

    def test_what_nobody_wants_any_more_is_not_made(self, worker, busy):
        made = []
        worker.ask(Urgency.STILL, lambda: made.append(1)).cancel()
        last = worker.ask(Urgency.GALLERY, lambda: made.append(2))
        busy.set()
        last.result(5)
        assert made == [2]

    def test_too_much_at_once_gives_up_the_oldest(self, worker, busy):
        futures = [worker.ask(Urgency.STILL, lambda n=n: n) for n in range(100)]
        busy.set()
        with pytest.raises(UserError, match="ask again"):
            futures[0].result(5)
        assert futures[99].result(5) == 99
        assert sum(future.exception(5) is None for future in futures) == 64

    def test_what_goes_wrong_is_the_askers(self, worker):
        with pytest.raises(ZeroDivisionError):
            worker.ask(Urgency.STILL, lambda: 1 / 0).result(5)
        assert worker.ask(Urgency.STILL, lambda: 7).result(5) == 7


def test_only_the_last_things_are_remembered():
    recent: Recent[int] = Recent(2)
    made = itertools.count()
    assert [recent.get(key, lambda: next(made)) for key in "abacab"] == [0, 1, 0, 2, 0, 3]


def test_a_picture_that_cannot_be_had_any_more_is_told(client, folder):
    (folder / "inputs" / "art.jpg").unlink()
    answer = client.get("/api/frame?second=1")
    assert answer.status_code == 400
    assert "art.jpg" in answer.json()["error"]


def test_a_picture_in_the_place_of_a_keyframe_is_told(client, studio, folder):
    plan = studio.session.planned()
    name = plan.shots[0].to
    assert client.get(f"/api/keyframes/{name}.jpg").status_code == 200
    assert client.get(f"/api/keyframes/{name}/own").json() == {"file": None}
    (painted,) = folder.glob(f"keyframes/{name}-*.png")
    Pillow.new("RGB", plan.size).save(painted)
    assert client.get(f"/api/keyframes/{name}/own").json() == {"file": f"keyframes/{painted.name}"}
    painted.unlink()
    assert client.get(f"/api/keyframes/{name}/own").json() == {"file": None}
    assert client.get("/api/keyframes/zzz/own").status_code == 400
