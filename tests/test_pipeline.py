"""The whole way, with the quick fake painter, on the example song."""

from typing import Any

import av
import numpy as np
import pytest

from clavilux import Recipe, make
from clavilux.errors import BadRecipe, ClaviluxWarning, OutputExists, UnknownName, UnreadableMedia, UserError

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


def test_every_stage_is_timed(film):
    assert set(film.seconds) == {"listen", "imagine", "film"}


def test_same_recipe_same_frames_other_seed_other_frames(film, song, artwork, tmp_path):
    again = make(song, [artwork], SMALL, output=tmp_path / "again.mp4")
    other = make(song, [artwork], SMALL.with_values({"seed": 1}), output=tmp_path / "other.mp4")
    assert (pixels(again.path) == pixels(film.path)).all()
    assert (pixels(other.path)[1:] != pixels(film.path)[1:]).any()


def test_the_film_starts_from_the_artwork(song, artwork, tmp_path):
    from clavilux.imagine.pictures import load

    recipe = SMALL.with_values({"listen.duration": 1, **RESTING})
    first = pixels(make(song, [artwork], recipe, output=tmp_path / "a.mp4").path)[0]
    assert np.abs(first.astype(int) - load(artwork, (96, 64))).mean() < 8
    black = make(song, [artwork], recipe.with_values({"imagine.first": "black"}), output=tmp_path / "b.mp4")
    assert pixels(black.path)[0].mean() < 4


def test_constant_travel_stays_at_the_first_keyframe(song, artwork, tmp_path):
    still = SMALL.with_values({"move.travel": "constant", "listen.duration": 2, **RESTING})
    frames = pixels(make(song, [artwork], still, output=tmp_path / "still.mp4").path).astype(int)
    assert np.abs(frames - frames[0]).mean() < 1


def test_the_picture_moves_on_the_beat(film, song):
    """Frames with a beat change more than the others."""
    from clavilux.listen.decode import decode
    from clavilux.listen.hear import hear

    heard = hear(decode(song, duration=5.02), SMALL.listen, rate=24.0)
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
    with pytest.warns(ClaviluxWarning, match="not all are shown"):
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


@pytest.mark.parametrize("name", ["film.avi", "", "film.mp4/inside.mp4"])
def test_impossible_outputs_are_told_before_the_work(song, artwork, tmp_path, name):
    (tmp_path / "film.mp4").touch()
    with pytest.raises(UserError):
        make(song, [artwork], SMALL, output=tmp_path / name, progress=lambda *_: pytest.fail("work has begun"))


def test_a_recipe_built_in_python_is_checked(song, artwork, tmp_path):
    with pytest.raises(BadRecipe, match="seed"):
        make(song, [artwork], Recipe(seed=-1), output=tmp_path / "v.mp4")


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
