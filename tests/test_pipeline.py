"""The whole way, with the quick fake painter, on the example song."""

import gc
from typing import Any

import av
import numpy as np
import pytest

from clavilux import Recipe, make
from clavilux.errors import ClaviluxWarning, OutputExists, UnknownName, UnreadableMedia, UserError
from clavilux.types import Keyframe

SMALL = Recipe().with_values(
    {
        "imagine.painter": "fake",
        "imagine.genre": "techno",
        "listen.duration": 5.02,
        "listen.sections": "fixed",
        "listen.section": 2.5,
        "film.width": 96,
        "film.height": 64,
    }
)
RESTING = {f"move.{channel}": 0 for channel in ("kick", "zoom", "flash", "swell", "rotate", "drift", "shimmer")}


def pixels(path):
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


@pytest.fixture(scope="module")
def film(song, artwork, tmp_path_factory):
    return make(song, [artwork], SMALL, output=tmp_path_factory.mktemp("film") / "a.mp4")


def test_the_frames_are_as_many_as_the_seconds_say(film):
    assert film.frames == round(5.02 * 24) == len(pixels(film.path))
    assert pixels(film.path).shape[1:] == (64, 96, 3)


def test_picture_and_sound_end_together(film):
    with av.open(str(film.path)) as container:
        streams: list[Any] = [container.streams.video[0], container.streams.audio[0]]
        lengths = [float(stream.duration * stream.time_base) for stream in streams]
    assert lengths[0] == pytest.approx(film.frames / 24)
    assert lengths[1] == pytest.approx(5.02, abs=0.5 / 24 + 1024 / 44100)


def test_the_file_carries_its_recipe(film):
    with av.open(str(film.path)) as container:
        assert Recipe.from_json(container.metadata["comment"]) == SMALL
    assert Recipe.from_json(film.recipe) == SMALL


@pytest.fixture
def captioned(tmp_path):
    """A short recipe with a file of this machine."""
    words = tmp_path / "my words.txt"
    words.write_text("A slow folk song.")
    return SMALL.with_values({"listen.duration": 0.5, "listen.captioner": f"file:{words}"})


@pytest.mark.filterwarnings("ignore:the song is")
def test_the_file_carries_no_paths(captioned, song, artwork, tmp_path):
    film = make(song, [artwork], captioned, output=tmp_path / "v.mp4")
    assert Recipe.from_json(film.recipe) == captioned
    with av.open(str(film.path)) as container:
        texts = container.metadata
    assert Recipe.from_json(texts["comment"]).listen.captioner == "file:.../my words.txt"
    assert "file:.../my words.txt (your own words)" in texts["description"]
    assert str(tmp_path).encode() not in film.path.read_bytes()


@pytest.mark.filterwarnings("ignore:the song is")
def test_without_metadata_the_file_says_nothing_of_itself(captioned, song, artwork, tmp_path):
    film = make(song, [artwork], captioned, output=tmp_path / "v.mp4", metadata=False)
    with av.open(str(film.path)) as container:
        assert container.metadata.keys() <= {"major_brand", "minor_version", "compatible_brands"}
    for word in (b"Lavf", b"fake", b"words", b"Clavilux"):
        assert word not in film.path.read_bytes()


def test_every_stage_is_timed(film):
    assert set(film.seconds) == {"listen", "imagine", "film"}


def test_same_recipe_same_frames_other_seed_other_frames(film, song, artwork, tmp_path):
    again = make(song, [artwork], SMALL, output=tmp_path / "again.mp4")
    other = make(song, [artwork], SMALL.with_values({"seed": 1}), output=tmp_path / "other.mp4")
    assert (pixels(again.path) == pixels(film.path)).all()
    assert (pixels(other.path)[1:] != pixels(film.path)[1:]).any()


def test_the_film_starts_from_the_artwork(song, artwork, tmp_path):
    from clavilux.imagine.framing import framed
    from clavilux.imagine.pictures import load

    recipe = SMALL.with_values({"listen.duration": 1, **RESTING})
    first = pixels(make(song, [artwork], recipe, output=tmp_path / "a.mp4").path)[0]
    assert np.abs(first.astype(int) - framed(load(artwork, 96), (96, 64)).picture).mean() < 8
    black = make(song, [artwork], recipe.with_values({"imagine.first": "black"}), output=tmp_path / "b.mp4")
    assert pixels(black.path)[0].mean() < 4


def test_constant_travel_stays_at_the_first_keyframe(song, artwork, tmp_path):
    still = SMALL.with_values({"move.travel": "constant", "listen.duration": 2, **RESTING})
    frames = pixels(make(song, [artwork], still, output=tmp_path / "still.mp4").path).astype(int)
    assert np.abs(frames - frames[0]).mean() < 1


def test_the_picture_moves_on_the_beat(film, song):
    """Frames with a beat change more than the others."""
    from clavilux.listen.hear import hear
    from clavilux.media.decode import decode

    heard = hear(decode(song, duration=5.02).heard, SMALL.listen, rate=24.0)
    change = np.abs(np.diff(pixels(film.path).astype(int), axis=0)).mean((1, 2, 3))
    on_beat = {round(beat * 24) for beat in heard.beats}
    hit = np.array([i + 1 in on_beat for i in range(len(change))])
    assert change[hit].mean() > 1.5 * change[~hit].mean()


def test_odd_sizes_are_painted_larger_and_cut(song, artwork, tmp_path):
    odd = SMALL.with_values({"film.width": 100, "film.height": 70, "listen.duration": 1})
    assert pixels(make(song, [artwork], odd, output=tmp_path / "odd.mp4").path).shape[1:] == (70, 100, 3)


def test_several_pictures_take_turns(song, artwork, tmp_path):
    from PIL import Image

    Image.new("RGB", (80, 80), (255, 0, 0)).save(tmp_path / "red.png")
    two = make(
        song, [artwork, tmp_path / "red.png"], SMALL.with_values({"imagine.strength": 0}), output=tmp_path / "two.mp4"
    )
    detail = pixels(two.path).std((1, 2)).mean(1)
    assert detail[59] > 20  # the painting
    assert detail[-1] < 3  # the plain red


def test_a_picture_too_many_is_told(song, artwork, tmp_path):
    with pytest.warns(ClaviluxWarning, match="only 1 of 3 pictures is shown"):
        make(song, [artwork] * 3, SMALL.with_values({"listen.duration": 1}), output=tmp_path / "v.mp4")


@pytest.mark.parametrize("channels", [1, 2, 6, 8])
def test_any_number_of_channels(artwork, tmp_path, channels):
    import soundfile

    soundfile.write(tmp_path / "song.wav", np.random.default_rng(0).uniform(-0.5, 0.5, (48000, channels)), 48000)
    assert make(tmp_path / "song.wav", [artwork], SMALL, output=tmp_path / "v.mp4").frames == 24


@pytest.mark.filterwarnings("ignore:the song is")
@pytest.mark.parametrize(("seconds", "loud"), [(0.01, 0.5), (0.2, 0.5), (2.0, 0.0)])
def test_short_and_silent_songs_become_calm_videos(artwork, tmp_path, seconds, loud):
    import soundfile

    soundfile.write(
        tmp_path / "song.wav", loud * np.random.default_rng(0).uniform(-1, 1, round(seconds * 44100)), 44100
    )
    film = make(tmp_path / "song.wav", [artwork], SMALL, output=tmp_path / "v.mp4")
    assert film.frames == max(1, round(seconds * 24))


def test_progress_ends_complete(song, artwork, tmp_path):
    seen = {}
    make(
        song,
        [artwork],
        SMALL.with_values({"listen.duration": 1}),
        output=tmp_path / "p.mp4",
        progress=lambda s, d, t: seen.update({s: (d, t)}),
    )
    assert set(seen) == {"listen", "imagine", "film"}
    assert all(done == total for done, total in seen.values())


def test_few_keyframes_are_in_memory_however_many_there_are(song, artwork, tmp_path):
    alive = []

    def count(stage, done, total):
        if stage == "imagine":
            gc.collect()
            alive.append(sum(type(thing) is Keyframe for thing in gc.get_objects()))

    many = SMALL.with_values({"listen.duration": 12, "listen.section": 1, "film.fps": 4})
    make(song, [artwork], many, output=tmp_path / "a.mp4", progress=count)
    assert len(alive) == 13
    assert max(alive) <= 4, alive  # with the one that is just painted


def test_folders_are_created_and_files_kept(song, artwork, tmp_path):
    path = tmp_path / "new" / "folder" / "v.mp4"
    make(song, [artwork], SMALL.with_values({"listen.duration": 1}), output=path)
    before = path.read_bytes()
    with pytest.raises(OutputExists, match="--overwrite"):
        make(song, [artwork], SMALL, output=path)
    assert path.read_bytes() == before


def test_an_input_is_never_overwritten(song, artwork, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    clip = make(song, [artwork], SMALL.with_values({"listen.duration": 1}), output="clip.mp4").path
    before = clip.read_bytes()
    with pytest.raises(UserError, match="is an input"):
        make("clip.mp4", [artwork], SMALL, overwrite=True)
    assert clip.read_bytes() == before


@pytest.mark.parametrize("name", ["film.avi", "", "film.mp4/inside.mp4", f"{'x' * 300}.mp4"])
def test_impossible_outputs_are_told_before_the_work(song, artwork, tmp_path, name):
    (tmp_path / "film.mp4").touch()
    with pytest.raises(UserError):
        make(song, [artwork], SMALL, output=tmp_path / name, progress=lambda *_: pytest.fail("work has begun"))


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"imagine.painter": "rembrandt"}, UnknownName),
        ({"imagine.style": "brown"}, UnknownName),
        ({"imagine.genre": "polka"}, UnknownName),
    ],
)
def test_wrong_choices_are_told_before_anything_is_written(song, artwork, tmp_path, values, error):
    with pytest.raises(error, match="Known: "):
        make(song, [artwork], SMALL.with_values(values), output=tmp_path / "x.mp4")
    assert not list(tmp_path.iterdir())


class Hasty:
    """A captioner whose files are broken."""

    name = licence = "hasty"

    def prepare(self):
        raise UserError("the files are broken")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"imagine.style": "ART"}, "'fake' cannot take its style from a picture"),
        ({"imagine.style": "gone.jpg"}, r"gone.jpg: cannot be read \(No such file or directory\); check the path"),
        ({"listen.captioner": "file:gone.srt"}, "gone.srt: cannot be read"),
        ({"listen.captioner": "file:FOLDER/wrong.srt"}, "wrong.srt: line 1: expected times"),
        ({"listen.captioner": "file:FOLDER/lines.txt"}, "has 3 captions for 2 sections"),
        ({"listen.captioner": "hasty"}, "the files are broken"),
    ],
)
def test_what_can_be_wrong_is_told_before_the_song_is_heard(song, artwork, tmp_path, monkeypatch, values, told):
    from clavilux import plugins
    from clavilux.listen import hear

    real = plugins.create
    monkeypatch.setattr(
        plugins, "create", lambda group, spec, **how: Hasty() if spec == "hasty" else real(group, spec, **how)
    )
    monkeypatch.setattr(hear, "tag", lambda *_: pytest.fail("the song is heard"))
    (tmp_path / "wrong.srt").write_text("1 to 2 s\nRain.\n")
    (tmp_path / "lines.txt").write_text("One\nTwo\nThree\n")
    values = {k: v.replace("ART", str(artwork)).replace("FOLDER", str(tmp_path)) for k, v in values.items()}
    with pytest.raises(UserError, match=told):
        make(song, [artwork], SMALL.with_values(values), output=tmp_path / "x.mp4")
    assert not (tmp_path / "x.mp4").exists()


@pytest.mark.parametrize(
    ("mask", "pictures", "told"),
    [
        (None, 1, r"mask.png: cannot be read \(No such file"),
        ((40, 40), 2, "--keep is for one picture, not for 2"),
        ((40, 20), 1, "another shape"),
    ],
)
def test_a_wrong_mask_is_told_before_the_song_is_heard(song, tmp_path, monkeypatch, mask, pictures, told):
    from PIL import Image

    from clavilux.listen import hear

    monkeypatch.setattr(hear, "tag", lambda *_: pytest.fail("the song is heard"))
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    if mask:
        Image.new("L", mask).save(tmp_path / "mask.png")
    recipe = SMALL.with_values({"imagine.keep": str(tmp_path / "mask.png")})
    with pytest.raises(UserError, match=told):
        make(song, pictures * [tmp_path / "red.png"], recipe, output=tmp_path / "x.mp4")
    assert not (tmp_path / "x.mp4").exists()


def test_the_fit_is_the_recipes(song, tmp_path):
    from PIL import Image

    picture = Image.new("RGB", (90, 90), "white")
    picture.paste("red", (20, 20, 70, 70))
    picture.save(tmp_path / "red.png")
    firsts = {}
    for fit in ("reframe", "crop", "contain"):
        recipe = SMALL.with_values({"imagine.fit": fit, "listen.duration": 1, **RESTING})
        firsts[fit] = pixels(make(song, [tmp_path / "red.png"], recipe, output=tmp_path / f"{fit}.mp4").path)[0]
    red = {fit: ((first[..., 0] > 180) & (first[..., 1] < 80)).mean() for fit, first in firsts.items()}
    assert red["crop"] > 1.3 * red["reframe"]
    assert firsts["reframe"][:, :12].mean() > 240  # white goes on
    assert firsts["contain"][:, :12].mean() < 200


def test_no_picture_is_told_before_the_song_is_heard(tmp_path):
    with pytest.raises(UserError, match="no picture to start from"):
        make(tmp_path / "not even looked at.ogg", [], SMALL, output=tmp_path / "x.mp4")


def test_the_hearing_knows_where_in_the_song_it_begins(song):
    from clavilux.listen.hear import hear
    from clavilux.media.decode import decode

    assert hear(decode(song, start=20, duration=3).heard, SMALL.listen, rate=24.0).offset == 20


def test_wrong_files_are_told_and_nothing_is_written(song, artwork, tmp_path):
    for inputs in (
        (tmp_path / "gone.ogg", [artwork]),
        (song, [tmp_path / "gone.jpg"]),
        (artwork, [artwork]),
        (song, [song]),
    ):
        with pytest.raises(UnreadableMedia):
            make(*inputs, SMALL, output=tmp_path / "x.mp4")
    with pytest.raises(UserError):
        make(song, [], SMALL, output=tmp_path / "x.mp4")
    assert not list(tmp_path.iterdir())


def test_the_genre_can_come_from_the_caption(artwork, song, tmp_path, monkeypatch):
    """The paper's rule: the first genre that is named in the caption chooses the style."""
    from clavilux.imagine.keyframes import keyframes

    words = tmp_path / "words.txt"
    words.write_text("A slow folk song with a fiddle.")
    recipe = SMALL.with_values(
        {"imagine.genre": None, "listen.genre_from": "caption", "listen.captioner": f"file:{words}"}
    )
    seen = []

    def watched(sections, *given, **named):
        seen.extend(sections)
        return keyframes(sections, *given, **named)

    monkeypatch.setattr("clavilux.pipeline.keyframes", watched)
    make(song, [artwork], recipe, output=tmp_path / "v.mp4")
    assert {(section.genre, section.confidence) for section in seen} == {("folk", 1.0)}
