"""What undo goes through outlives the studio."""

import pytest

pytest.importorskip("fastapi")

from clavilux.project import opened
from clavilux.studio import history as module
from clavilux.studio.history import History
from clavilux.studio.session import Session
from clavilux.studio.studio import Studio
from studios import SMALL, changed, page


def crf(answer):
    return answer.json()["plan"]["crf"]


@pytest.fixture
def restarted(folder):
    """Do something in a studio of its own."""

    def restart(deed):
        with opened(folder, keep=True) as project:
            studio = Studio.of(Session(project, usual=SMALL))
            try:
                return deed(page(studio))
            finally:
                studio.close()

    return restart


def test_all_is_undone_and_done_again_after_a_restart(restarted):
    first = restarted(lambda client: client.get("/api/state").json()["plan"])
    restarted(lambda client: [changed(client, crf=number) for number in (20, 21, 22)])
    assert restarted(lambda client: [crf(client.post("/api/undo")) for _ in range(2)]) == [21, 20]
    assert restarted(lambda client: crf(client.post("/api/redo"))) == 21
    assert restarted(lambda client: [client.post("/api/undo").json()["plan"] for _ in range(2)])[1] == first
    assert restarted(lambda client: client.post("/api/undo").status_code) == 400


def test_a_plan_that_was_edited_while_the_studio_was_closed_is_a_change(restarted, folder):
    restarted(lambda client: changed(client, crf=20))
    path = folder / "plan.json"
    path.write_text(path.read_text().replace('"crf": 20', '"crf": 33'))

    def late(client):
        plan = client.get("/api/state").json()["plan"] | {"crf": 21}
        return client.put("/api/plan", json={"base": 0, "plan": plan})

    assert restarted(late).json()["error"].startswith("another program has changed plan.json")
    assert restarted(lambda client: crf(client.post("/api/undo"))) == 20


def test_also_that_there_was_no_plan(begun, folder):
    plan = folder / "plan.json"
    text = plan.read_text()
    plan.unlink()
    client = page(begun(folder))
    plan.write_text(text)
    assert client.get("/api/state").json()["plan"]
    assert client.post("/api/undo").json()["plan"] is None
    assert client.post("/api/redo").json()["plan"]


def test_a_strangers_plan_is_checked(restarted, folder):
    restarted(lambda client: changed(client, crf=20))
    (first, _) = sorted((folder / "history").iterdir())
    first.write_text(first.read_text().replace("inputs/song.flac", "/etc/passwd"))
    answer = restarted(lambda client: client.post("/api/undo"))
    assert (answer.status_code, answer.json()["place"]) == (422, "song.path")
    first.write_text("{")
    answer = restarted(lambda client: client.post("/api/undo"))
    assert answer.status_code == 422
    assert str(first) in answer.json()["error"]


class TestHistory:
    def test_there_is_an_end_to_what_is_kept(self, tmp_path, monkeypatch):
        monkeypatch.setattr(module, "MOST", 2)
        history = History(tmp_path)
        for number in range(5):
            history.add(b"%d" % number)
        assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"2", b"3", b"4"]
        history.back()
        history.back()
        assert history.before is None

    def test_large_plans_are_fewer_but_the_last_change_can_be_undone(self, tmp_path, monkeypatch):
        monkeypatch.setattr(module, "MOST_KEPT", 10)
        history = History(tmp_path)
        for text in (b"aaaa", b"bbbb", b"cc", b"dddd"):
            history.add(text)
        assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"bbbb", b"cc", b"dddd"]
        history.add(b"e" * 99)
        assert history.before
        assert history.text(history.before) == b"dddd"

    def test_a_change_ends_what_could_be_taken_again(self, tmp_path):
        history = History(tmp_path)
        for text in (b"a", b"b"):
            history.add(text)
        history.back()
        history.add(b"c")
        assert history.after is None
        assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"a", b"c"]

    def test_beginning_with_the_same_is_no_change(self, tmp_path):
        for _ in range(2):
            History(tmp_path).begin(b"a")
        assert len(list(tmp_path.iterdir())) == 1
