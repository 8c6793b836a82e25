"""Files that are sent: kept if they are what they should be, and nowhere else than in the project."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image

pytest.importorskip("fastapi")

from clavilux.errors import BadValue, UserError
from clavilux.studio import inputs as module
from clavilux.studio.inputs import Inputs
from studios import page


async def chunks(content, size=1000):
    for begin in range(0, len(content), size):
        yield content[begin : begin + size]


def kept_in(folder):
    return sorted(path.name for path in (folder / "inputs").glob("*"))


@pytest.fixture
def inputs(tmp_path):
    return Inputs(tmp_path)


def keep(inputs, name, content):
    return asyncio.run(inputs.keep_picture(name, chunks(content)))


class TestNames:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("cover.jpg", "cover.jpg"),
            ("../../etc/cover.jpg", "cover.jpg"),
            ("/etc/passwd", "passwd"),
            ("C:\\art\\cover.jpg", "cover.jpg"),
            ("..", "file"),
            ("", "file"),
            (".bashrc", "file.bashrc"),
            ("a\0b\n.jpg", "a_b_.jpg"),
            ("söng ♪.jpg", "söng _.jpg"),
            ("x" * 5000 + ".jpg", "x" * 100 + ".jpg"),
            ("plan.json/", "plan.json"),
        ],
    )
    def test_a_name_never_leads_out_of_the_folder(self, inputs, artwork, tmp_path, name, kept):
        _, ref = keep(inputs, name, artwork.read_bytes())
        assert ref.path == f"inputs/{kept}"
        assert kept_in(tmp_path) == [kept]

    def test_the_same_picture_is_kept_once_and_another_beside_it(self, inputs, artwork, tmp_path):
        content = artwork.read_bytes()
        first, again = keep(inputs, "a.jpg", content), keep(inputs, "a.jpg", content)
        other, _ = keep(inputs, "a.jpg", content + b"\0")
        assert (first, other) == (again, "a-2")
        assert kept_in(tmp_path) == ["a-2.jpg", "a.jpg"]


class TestRefused:
    @pytest.mark.parametrize(
        "content", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff" * 100, b"\0" * 100_000]
    )
    def test_what_is_no_picture_is_not_kept(self, inputs, tmp_path, content):
        with pytest.raises(UserError, match=r"^evil\.jpg: "):
            keep(inputs, "evil.jpg", content)
        assert kept_in(tmp_path) == []

    def test_what_is_no_song_is_not_kept(self, inputs, artwork, tmp_path):
        with pytest.raises(UserError, match=r"^a\.mp3: "):
            asyncio.run(inputs.keep_song("a.mp3", chunks(artwork.read_bytes())))
        assert kept_in(tmp_path) == []
        assert inputs.memory.song is None

    def test_too_much_is_refused_while_it_comes(self, inputs, tmp_path, monkeypatch):
        monkeypatch.setattr(module, "MOST_PICTURE", 10 * module.MEGABYTE)
        taken = []

        async def endless():
            while True:
                taken.append(1)
                yield b"\xff" * module.MEGABYTE

        with pytest.raises(UserError, match="larger than 10 MB"):
            asyncio.run(inputs.keep_picture("big.jpg", endless()))
        assert len(taken) == 11
        assert kept_in(tmp_path) == []

    def test_what_breaks_off_leaves_nothing(self, inputs, tmp_path):
        async def broken():
            yield b"\xff\xd8"
            raise ConnectionError

        with pytest.raises(ConnectionError):
            asyncio.run(inputs.keep_picture("a.jpg", broken()))
        assert kept_in(tmp_path) == []


class TestMemory:
    def test_it_survives(self, inputs, artwork, tmp_path):
        keep(inputs, "a.jpg", artwork.read_bytes())
        assert Inputs(tmp_path).memory == inputs.memory

    def test_files_of_the_user_stay_where_they_are(self, inputs, song, artwork):
        inputs.know(song, [artwork, artwork])
        assert inputs.memory.song == inputs.ref(song)
        assert [ref.path for ref in inputs.memory.pictures.values()] == [str(artwork)]
        assert inputs.has(str(song))

    def test_a_strangers_is_checked(self, tmp_path):
        (tmp_path / "studio.json").write_text('{"song": 7}')
        with pytest.raises(BadValue, match=r"studio\.json"):
            Inputs(tmp_path)

    def test_the_name_of_a_picture_that_is_not_there_is_told(self, inputs):
        with pytest.raises(UserError, match="no picture 'x'"):
            inputs.picture("x")


class TestOverHttp:
    def test_a_song_and_a_picture_are_known_at_once(self, empty, song, artwork):
        client = page(empty)
        sent = client.put("/api/song", params={"name": "tune.ogg"}, content=song.read_bytes())
        assert sent.json()["ref"]["path"] == "inputs/tune.ogg"
        picture = client.post("/api/pictures", params={"name": "art.jpg"}, content=artwork.read_bytes()).json()
        assert picture["name"] == "art"
        state = client.get("/api/state").json()
        assert state["song"]["name"] == "tune.ogg"
        assert state["song"]["duration"] == pytest.approx(30.97, abs=0.01)
        assert state["pictures"] == [{"name": "art", "file": "art.jpg", "ref": picture["ref"]}]
        drawn = client.get("/api/hearing").json()
        assert not drawn["heard"]
        assert len(drawn["waveform"]["high"]) == pytest.approx(drawn["duration"] * drawn["waveform"]["rate"], abs=1)
        assert max(drawn["waveform"]["high"]) <= 1
        assert min(drawn["waveform"]["low"]) >= -1

    def test_a_name_is_needed(self, empty):
        assert page(empty).post("/api/pictures", content=b"x").status_code == 422


class TestPictures:
    def test_one_that_was_added_by_mistake_is_taken_away(self, empty, artwork, tmp_path):
        client = page(empty)
        for name in ("one.jpg", "two.jpg"):
            client.post(f"/api/pictures?name={name}", content=artwork.read_bytes() + name.encode())
        assert client.delete("/api/pictures/one").status_code == 200
        assert [picture["name"] for picture in client.get("/api/state").json()["pictures"]] == ["two"]
        assert kept_in(tmp_path / "new.clavilux") == ["one.jpg", "two.jpg"]
        assert client.delete("/api/pictures/one").status_code == 400

    def test_those_of_a_film_stay(self, client):
        assert client.delete("/api/pictures/art").status_code == 400
        assert client.get("/api/state").json()["pictures"]

    def test_one_is_seen_small(self, client):
        answer = client.get("/api/pictures/art.jpg")
        assert answer.headers["content-type"] == "image/jpeg"
        assert max(Image.open(BytesIO(answer.content)).size) <= 320
        assert client.get("/api/pictures/zzz.jpg").status_code == 400
