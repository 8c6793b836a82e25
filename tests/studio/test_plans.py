"""The plan as it changes: undo, redo, versions, two windows."""

import json
import threading

import pytest

pytest.importorskip("fastapi")

from clavilux.plan import Plan
from studios import changed, listening, page, settled


def state(client):
    return client.get("/api/state").json()


def put(client, plan, base):
    return client.put("/api/plan", json={"base": base, "plan": plan})


class TestChanges:
    def test_a_change_is_on_the_disk_when_it_is_answered(self, client, folder):
        before = state(client)
        after = changed(client, crf=30)
        assert after["revision"] > before["revision"]
        assert after["can_undo"]
        assert Plan.from_file(folder / "plan.json").crf == 30

    def test_the_same_plan_is_no_change(self, client):
        before = state(client)
        assert changed(client)["revision"] == before["revision"]

    def test_all_can_be_undone_and_taken_again(self, client, folder):
        seen = [state(client)["plan"]] + [changed(client, crf=crf)["plan"] for crf in (20, 21, 22)]
        for plan in seen[-2::-1]:
            assert client.post("/api/undo").json()["plan"] == plan
        assert client.post("/api/undo").status_code == 400
        for plan in seen[1:]:
            assert client.post("/api/redo").json()["plan"] == plan
        assert client.post("/api/redo").status_code == 400
        assert Plan.from_file(folder / "plan.json").crf == 22

    def test_a_new_change_ends_what_could_be_taken_again(self, client):
        changed(client, crf=20)
        client.post("/api/undo")
        assert not changed(client, crf=21)["can_redo"]

    def test_paths_are_those_from_the_project(self, client):
        plan = state(client)["plan"]
        assert plan["song"]["path"] == "inputs/song.flac"
        assert plan["pictures"]["art"]["path"] == "inputs/art.jpg"


class TestLocks:
    def test_what_is_locked_cannot_be_changed_but_all_else(self, client):
        state_now = state(client)
        keyframes = state_now["plan"]["keyframes"]
        name = next(iter(keyframes))
        locked = {name: keyframes[name] | {"lock": {"painter": state_now["plan"]["painter"]}}}
        changed(client, keyframes=keyframes | locked)
        now = state(client)
        other = {name: locked[name] | {"prompt": "snow"}}
        answer = put(client, now["plan"] | {"keyframes": keyframes | other}, now["revision"])
        assert answer.status_code == 422
        assert answer.json()["place"] == f"keyframes.{name}"
        changed(client, crf=30)
        changed(client, keyframes=keyframes)

    def test_a_new_plan_keeps_them(self, client):
        plan = state(client)["plan"]
        name = plan["shots"][0]["to"]
        brief = plan["keyframes"][name] | {"prompt": "snow", "lock": {"painter": plan["painter"]}}
        changed(client, keyframes=plan["keyframes"] | {name: brief})
        client.post("/api/begin", json={"values": {"film.crf": 40}})
        after = settled(client)["plan"]
        assert after["crf"] == 40
        assert after["keyframes"][name] == brief

    def test_a_lock_of_another_painter_is_refused(self, client):
        now = state(client)
        name, brief = next(iter(now["plan"]["keyframes"].items()))
        locked = now["plan"]["keyframes"] | {name: brief | {"lock": {"painter": {"use": "lumia"}}}}
        answer = put(client, now["plan"] | {"keyframes": locked}, now["revision"])
        assert (answer.status_code, answer.json()["place"]) == (422, f"keyframes.{name}.lock")


class TestTwoWindows:
    def test_the_later_is_told_and_gets_what_is(self, client):
        old = state(client)
        new = changed(client, crf=30)
        answer = put(client, old["plan"] | {"crf": 31}, old["revision"])
        assert answer.status_code == 409
        assert answer.json()["plan"] == new["plan"]
        assert answer.json()["revision"] == new["revision"]
        assert answer.json()["error"].startswith("another window has changed the film")
        assert state(client)["plan"]["crf"] == 30

    def test_of_many_at_once_one_is_taken(self, client):
        old, answers = state(client), []

        def change(crf):
            answers.append(put(client, old["plan"] | {"crf": crf}, old["revision"]).status_code)

        threads = [threading.Thread(target=change, args=(20 + n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [200] + [409] * 7

    def test_a_window_from_before_a_restart_is_told(self, folder, begun):
        studio = begun(folder)
        assert studio.session.plans.revision > 1_000_000_000

    def test_what_another_program_writes_is_a_change_like_others(self, client, folder):
        old, path = state(client), folder / "plan.json"
        path.write_text(path.read_text().replace('"crf": 18', '"crf": 33'))
        answer = put(client, old["plan"] | {"crf": 31}, old["revision"])
        assert (answer.status_code, answer.json()["plan"]["crf"]) == (409, 33)
        assert state(client)["plan"]["crf"] == 33
        assert client.post("/api/undo").json()["plan"] == old["plan"]

    def test_what_is_no_plan_any_more_is_told_and_stays(self, client, folder):
        old, path = state(client), folder / "plan.json"
        path.write_text("{")
        assert put(client, old["plan"] | {"crf": 31}, old["revision"]).status_code == 422
        assert path.read_text() == "{"
        assert state(client)["plan"] == old["plan"]

    def test_both_hear_of_it(self, studio, client):
        with listening(client, "/api/events") as one, listening(page(studio), "/api/events") as two:
            before = [json.loads(socket.receive_text()) for socket in (one, two)]
            changed(client, crf=30)
            after = [json.loads(socket.receive_text()) for socket in (one, two)]
        assert before[0]["plan"]["crf"] != 30
        assert [told["plan"]["crf"] for told in after] == [30, 30]
        assert {told["kind"] for told in before + after} == {"state"}


class TestWrong:
    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"crf": 99}, "crf"),
            ({"nothing": 1}, None),
            ({"effects": [{"use": "flash", "amount": 9}]}, "effects[0].amount"),
            ({"effects": [{"use": "flash", "zoom": 9}]}, "effects[0]"),
            ({"effects": [{"use": "nothing"}]}, "effects[0]"),
            ({"effects": [{"use": "lyrics", "file": "inputs/no.lrc"}]}, None),
            ({"lanes": {}}, "shots[0].travel"),
            ({"lanes": {"travel": {"use": "points"}}}, "shots[0].kick"),
            ({"painter": {"use": "lumia", "stroke": 99}}, "painter.stroke"),
            ({"shots": []}, "shots"),
        ],
    )
    def test_what_is_not_valid_is_refused_with_its_place(self, client, change, place):
        before = state(client)
        answer = put(client, before["plan"] | change, before["revision"])
        assert answer.status_code in (400, 422)
        told = answer.json()
        assert told["place"] == place, told
        assert "\n" not in told["error"]
        assert state(client)["plan"] == before["plan"]

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"[]", b"null", b'{"base": 1}', b'{"base": 1, "plan": 3}', b"\xff", b"[" * 100_000]
    )
    def test_what_is_no_change_is_refused(self, client, body):
        assert client.put("/api/plan", content=body).status_code in (400, 422)

    def test_what_is_too_long_is_refused(self, client):
        assert client.put("/api/plan", content=b" " * 11_000_001).status_code == 413
        assert client.put("/api/plan", content=iter([b"{}"])).status_code == 411


class TestStrangers:
    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"song": {"path": "/etc/passwd", "sha256": "0" * 64}}, "song.path"),
            ({"song": {"path": "inputs/../../x", "sha256": "0" * 64}}, "song.path"),
            ({"song": {"path": "inputs/../plan.json", "sha256": "0" * 64}}, "song.path"),
            ({"pictures": {"art": {"path": "//evil/share/a.jpg", "sha256": "0" * 64}}}, "pictures.art.path"),
            ({"effects": [{"use": "lyrics", "file": "/etc/passwd"}]}, "effects[0].file"),
            ({"effects": [{"use": "title", "text": "x", "font": "../../x.ttf"}]}, "effects[0].font"),
            ({"painter": {"use": "diffusers:evil/model"}}, "painter.use"),
            ({"listen": {"beats": "/etc/passwd"}}, "listen.beats"),
        ],
    )
    def test_a_plan_names_nothing_that_the_project_does_not_know(self, client, change, place):
        before = state(client)
        answer = put(client, before["plan"] | change, before["revision"])
        assert answer.status_code == 422
        assert answer.json()["place"] == place

    def test_a_link_out_of_the_folder_is_no_file_of_it(self, client, folder, tmp_path):
        (tmp_path / "secret.jpg").touch()
        (folder / "inputs" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
        before = state(client)
        pictures = {"art": {"path": "inputs/link.jpg", "sha256": "0" * 64}}
        assert put(client, before["plan"] | {"pictures": pictures}, before["revision"]).status_code == 422

    def test_what_the_user_named_stays_allowed(self, begun, folder, song, artwork):
        client = page(begun(folder, song=song, pictures=[artwork]))
        ref = next(each["ref"] for each in state(client)["pictures"] if each["ref"]["path"] == str(artwork))
        assert changed(client, pictures={"art": ref})["plan"]["pictures"]["art"] == ref

    @pytest.mark.parametrize("key", ["imagine.vae", "imagine.keep", "imagine.style", "effects.lyrics.file"])
    def test_a_recipe_names_nothing_else_either(self, client, key):
        answer = client.post("/api/begin", json={"values": {key: "/etc/passwd.jpg"}})
        assert answer.status_code == 422
        assert "--trust" in answer.json()["error"]


class TestVersions:
    def test_they_are_kept_and_come_back(self, client, studio, folder):
        changed(client, crf=20)
        kept = client.post("/api/versions", json={"name": "Calm, für Ann"}).json()
        assert (folder / f"version-{kept['id']}-Calm, für Ann.json").is_file()
        changed(client, crf=30)
        client.post("/api/versions", json={"name": "wild"})
        assert [version["name"] for version in client.get("/api/versions").json()] == ["wild", "Calm, für Ann"]
        assert client.post(f"/api/versions/{kept['id']}/restore").json()["plan"]["crf"] == 20
        assert client.post("/api/undo").json()["plan"]["crf"] == 30

    @pytest.mark.parametrize("name", ["", "   ", "../..", "\0", "///"])
    def test_a_name_needs_letters(self, client, name):
        assert client.post("/api/versions", json={"name": name}).status_code == 400

    def test_no_name_leads_out_of_the_folder(self, client, folder, tmp_path):
        client.post("/api/versions", json={"name": "../../x/y"})
        assert [path.name for path in folder.glob("version-*")] == ["version-1-xy.json"]

    @pytest.mark.parametrize("key", ["9", "x", "..%2f..%2fplan"])
    def test_one_that_is_not_there_is_told(self, client, key):
        assert client.post(f"/api/versions/{key}/restore").status_code in (400, 404, 405)

    def test_one_that_somebody_has_changed_is_checked(self, client, folder):
        client.post("/api/versions", json={"name": "a"})
        path = folder / "version-1-a.json"
        path.write_text(path.read_text().replace("inputs/song.flac", "/etc/passwd"))
        assert client.post("/api/versions/1/restore").status_code == 422


def test_without_a_plan_there_is_nothing_to_change(empty):
    client = page(empty)
    assert state(client)["plan"] is None
    for path in ("/api/undo", "/api/redo", "/api/begin", "/api/renders"):
        assert client.post(path, json={}).status_code == 400
    for path in ("/api/frame?second=1", "/api/lanes", "/api/sound", "/api/hearing", "/api/keyframes/k0.jpg"):
        answer = client.get(path)
        assert answer.status_code == 400
        assert "first" in answer.json()["error"] or "drop" in answer.json()["error"]
