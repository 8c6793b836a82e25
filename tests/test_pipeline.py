"""The whole way, with the quick fake painter, on the example song."""

import gc
import os
import shutil
from typing import Any

import av
import msgspec
import numpy as np
import pytest

from clavilux import Recipe, make
from clavilux.errors import ClaviluxWarning, OutputExists, RenderError, UnknownName, UnreadableMedia, UserError
from clavilux.media.files import file_ref, write_plan
from clavilux.media.join import join
from clavilux.media.output import unfinished
from clavilux.pipeline import film as film_of
from clavilux.pipeline import keyframes, listen, plan
from clavilux.plan import Brief, Plan
from clavilux.recipe.parts import EFFECTS
from clavilux.values import Keyframe

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
RESTING = {"path.kick": 0, "direct.move": 0, "direct.depth": 0, **dict.fromkeys(f"effects.{name}" for name in EFFECTS)}


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


@pytest.fixture
def captioned(tmp_path):
    """A short recipe with a file of this machine."""
    words = tmp_path / "my words.txt"
    words.write_text("A slow folk song.")
    return SMALL.with_values({"listen.duration": 0.5, "listen.captioner": f"file:{words}"})


@pytest.mark.filterwarnings("ignore:the song is")
def test_the_file_carries_no_paths(captioned, song, artwork, tmp_path):
    film = make(song, [artwork], captioned, output=tmp_path / "v.mp4")
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
    from clavilux.media.pictures import load

    recipe = SMALL.with_values({"listen.duration": 1, **RESTING})
    first = pixels(make(song, [artwork], recipe, output=tmp_path / "a.mp4").path)[0]
    assert np.abs(first.astype(int) - framed(load(artwork, 96), (96, 64)).picture).mean() < 8
    black = make(song, [artwork], recipe.with_values({"imagine.first": "black"}), output=tmp_path / "b.mp4")
    assert pixels(black.path)[0].mean() < 4


def test_constant_travel_stays_at_the_first_keyframe(song, artwork, tmp_path):
    still = SMALL.with_values({"lanes.travel.kind": "constant", "listen.duration": 2, **RESTING})
    frames = pixels(make(song, [artwork], still, output=tmp_path / "still.mp4").path).astype(int)
    assert np.abs(frames - frames[0]).mean() < 1


def test_the_picture_moves_on_the_beat(film, song):
    """Frames with a beat change more than the others."""
    from clavilux.listen.hear import hear
    from clavilux.media.decode import decode

    heard = hear(decode(song, duration=5.02).heard, SMALL.listen)
    change = np.abs(np.diff(pixels(film.path).astype(int), axis=0)).mean((1, 2, 3))
    on_beat = {round(beat * 24) for beat in heard.events["beats"].times}
    hit = np.array([i + 1 in on_beat for i in range(len(change))])
    assert change[hit].mean() > 1.5 * change[~hit].mean()


def test_odd_sizes_are_painted_larger_and_cut(song, artwork, tmp_path):
    odd = SMALL.with_values({"film.width": 100, "film.height": 70, "listen.duration": 1})
    assert pixels(make(song, [artwork], odd, output=tmp_path / "odd.mp4").path).shape[1:] == (70, 100, 3)


def test_several_pictures_take_turns(song, artwork, tmp_path):
    from PIL import Image

    Image.new("RGB", (80, 80), (255, 0, 0)).save(tmp_path / "red.png")
    two = make(
        song,
        [artwork, tmp_path / "red.png"],
        SMALL.with_values({"imagine.strength": 0, "effects.vignette": None}),
        output=tmp_path / "two.mp4",
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
    def there():
        gc.collect()
        return {id(thing): thing for thing in gc.get_objects() if type(thing) is Keyframe}

    alive, others = [], there()  # of other tests

    def count(stage, done, total):
        if stage == "imagine":
            alive.append(len(there().keys() - others.keys()))

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
        ({"effects.lyrics.file": "FOLDER/wrong.srt"}, "wrong.srt: line 1: expected times"),
        ({"effects.title.text": "雨"}, "title: the font that ships has no 雨"),
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
        ((40, 40), 2, "--(keep|depth) is for one picture, not for 2"),
        ((40, 20), 1, "another shape"),
    ],
)
@pytest.mark.parametrize("key", ["imagine.keep", "imagine.depth"])
def test_a_wrong_mask_is_told_before_the_song_is_heard(song, tmp_path, monkeypatch, mask, pictures, told, key):
    from PIL import Image

    from clavilux.listen import hear

    monkeypatch.setattr(hear, "tag", lambda *_: pytest.fail("the song is heard"))
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    if mask:
        Image.new("L", mask).save(tmp_path / "mask.png")
    recipe = SMALL.with_values({key: str(tmp_path / "mask.png")})
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

    assert hear(decode(song, start=20, duration=3).heard, SMALL.listen).offset == 20


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
    words = tmp_path / "words.txt"
    words.write_text("A slow folk song with a fiddle.")
    recipe = SMALL.with_values(
        {"imagine.genre": None, "listen.genre_from": "caption", "listen.captioner": f"file:{words}"}
    )
    planned = plan(song, [artwork], recipe)
    assert {planned.keyframes[shot.to].style for shot in planned.shots} == {"paper-folk-art"}


@pytest.fixture(scope="module")
def planned(song, artwork):
    return plan(song, [artwork], SMALL)


def test_a_plan_that_is_filmed_is_the_film_that_is_made(planned, film, tmp_path):
    assert (pixels(film_of(planned, tmp_path / "a.mp4").path) == pixels(film.path)).all()


def test_a_plan_out_of_a_file_is_the_same_film(planned, film, tmp_path):
    write_plan(planned, tmp_path / "plan.json")
    again = film_of(Plan.from_file(tmp_path / "plan.json"), tmp_path / "a.mp4")
    assert (pixels(again.path) == pixels(film.path)).all()
    with av.open(str(again.path)) as container, av.open(str(film.path)) as first:
        assert container.metadata["comment"] == first.metadata["comment"]


def test_a_hearing_need_not_be_heard_again(planned, song, film, tmp_path, monkeypatch):
    hearing = listen(song, SMALL.listen)
    monkeypatch.setattr("clavilux.pipeline.hear", lambda *_, **__: pytest.fail("heard again"))
    assert (pixels(film_of(planned, tmp_path / "a.mp4", hearing=hearing).path) == pixels(film.path)).all()


def test_an_edited_plan_is_another_film_where_it_was_edited(planned, film, tmp_path):
    dark = {**planned.keyframes, "k2": Brief(paint=False)}
    edited = pixels(film_of(msgspec.structs.replace(planned, keyframes=dark), tmp_path / "a.mp4").path).astype(int)
    before = pixels(film.path).astype(int)
    cut = round(2.5 * 24)
    assert np.abs(edited[:cut] - before[:cut]).mean() < 1
    assert edited[-1].mean() < 8


class Stop(Exception):
    """Somebody stops a render."""


def stopped_after(frames):
    """A report that stops the film after so many frames."""

    def report(stage, done, total):
        if stage == "film" and done == frames:
            raise Stop

    return report


def segments(project):
    return {path.name: path.read_bytes() for path in project.glob("shots/*.mp4")}


@pytest.mark.filterwarnings("ignore:.*keeps what is done")
@pytest.mark.parametrize("frames", [10, 70, 119])
def test_a_film_that_was_stopped_goes_on_and_is_the_same(film, song, artwork, tmp_path, frames, monkeypatch):
    path, kept = tmp_path / "a.mp4", tmp_path / "a.clavilux"
    with pytest.raises(Stop):
        make(song, [artwork], SMALL, output=path, progress=stopped_after(frames))
    before = segments(kept)
    assert len(before) == frames // 60
    seen = []
    monkeypatch.setattr("clavilux.preparation.hear", lambda *_, **__: pytest.fail("heard again"))
    again = make(song, [artwork], SMALL, output=path, progress=lambda *told: seen.append(told))
    assert again.path.read_bytes() == film.path.read_bytes()
    assert ("film", 120, 120) in seen
    assert not kept.exists()


def test_the_plan_of_a_project_is_filmed_without_another_hearing(film, song, artwork, tmp_path, monkeypatch):
    make(song, [artwork], SMALL, output=tmp_path / "a.mp4", project=tmp_path / "p")
    monkeypatch.setattr("clavilux.pipeline.hear", lambda *_, **__: pytest.fail("heard again"))
    again = film_of(Plan.from_file(tmp_path / "p" / "plan.json"), tmp_path / "b.mp4", project=tmp_path / "p")
    assert again.path.read_bytes() == film.path.read_bytes()


def test_a_song_that_is_another_while_it_is_filmed_costs_no_work(film, song, artwork, tmp_path):
    path = tmp_path / "song.ogg"
    path.write_bytes(song.read_bytes())

    def damage(stage, done, _):
        if (stage, done) == ("film", 30):
            path.write_bytes(b"something else")

    kept = pytest.warns(ClaviluxWarning, match="keeps what is done")
    with kept, pytest.raises(UserError, match=r"song\.ogg: FFmpeg cannot read it"):
        make(path, [artwork], SMALL, output=tmp_path / "a.mp4", progress=damage)
    assert len(segments(tmp_path / "a.clavilux")) == 2
    path.write_bytes(song.read_bytes())
    again = make(path, [artwork], SMALL, output=tmp_path / "a.mp4")
    assert (pixels(again.path) == pixels(film.path)).all()


def test_after_an_edit_only_what_changed_is_made(planned, tmp_path):
    project = tmp_path / "p"
    film_of(planned, tmp_path / "a.mp4", project=project)
    before = segments(project)
    *first, last = planned.shots
    calmer = msgspec.structs.replace(planned, shots=(*first, msgspec.structs.replace(last, kick=0.0)))
    with pytest.warns(ClaviluxWarning, match="another film; it is kept as plan-1.json"):
        film_of(calmer, tmp_path / "b.mp4", project=project)
    assert before.items() <= segments(project).items()
    assert len(segments(project)) == len(before) + 1


def test_a_picture_put_in_the_place_of_a_keyframe_is_shown(planned, tmp_path):
    from PIL import Image

    project = tmp_path / "p"
    film_of(planned, tmp_path / "a.mp4", project=project)
    (last,) = project.glob(f"keyframes/{planned.shots[-1].to}-*.png")
    Image.new("RGB", (300, 200), (200, 30, 30)).save(last)
    shown = pixels(film_of(planned, tmp_path / "b.mp4", project=project).path)[-1]
    red, green, blue = shown.reshape(-1, 3).mean(0)
    assert red > 2 * max(green, blue)


@pytest.fixture(scope="module")
def short(planned):
    """Two shots of few frames."""
    return msgspec.structs.replace(planned, fps="6")


def without_a_shot(project):
    next(project.glob("shots/*")).unlink()


def without_its_shots(project):
    shutil.rmtree(project / "shots")


def with_a_pipe_for_a_shot(project):
    without_a_shot(project)
    os.mkfifo(project / "shots" / "s1-0123456789abcdef-0123456789abcdef.mp4")


def with_half_a_plan(project):
    text = (project / "plan.json").read_text()
    (project / "plan.json").write_text(text[: len(text) // 2])


def with_a_link_for_its_shots(project):
    (project / "shots").rename(project.with_name("larger disk"))
    (project / "shots").symlink_to(project.with_name("larger disk"))


def of_another_time(project):
    for path in project.rglob("*"):
        os.utime(path, (0, 0))


@pytest.mark.filterwarnings("ignore:.*plan.json is another film")
@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
def test_whatever_becomes_of_a_project_the_film_is_the_same(short, tmp_path):
    project, path = tmp_path / "p", tmp_path / "a.mp4"
    film = film_of(short, path, project=project).path.read_bytes()
    spoilt = (without_a_shot, without_its_shots, with_a_pipe_for_a_shot, with_half_a_plan, with_a_link_for_its_shots)
    for spoil in (*spoilt, of_another_time):
        spoil(project)
        assert film_of(short, path, project=project, overwrite=True).path.read_bytes() == film, spoil.__name__


def test_a_project_goes_on_under_any_name_anywhere(short, tmp_path, monkeypatch):
    film = film_of(short, tmp_path / "a.mp4", project=(project := tmp_path / "p")).path.read_bytes()
    monkeypatch.setattr("clavilux.shooting.write_segment", lambda *_, **__: pytest.fail("filmed again"))
    for name in ("-rf", "e\u0301\U0001f3ac 'b' \"c\"", "file:%d%05d", "*?[] #&;|$(x)"):
        project = project.rename(tmp_path / name)
        assert film_of(short, tmp_path / f"{name}.mp4", project=project).path.read_bytes() == film


def test_a_shot_that_is_gone_in_the_end_is_told(short, tmp_path, monkeypatch):
    def gone(files, *args, **options):
        files[0].unlink()
        return join(files, *args, **options)

    monkeypatch.setattr("clavilux.filming.join", gone)
    kept = pytest.warns(ClaviluxWarning, match="keeps what is done")
    with kept, pytest.raises(RenderError, match=r"is no piece of a film; remove it, and render again"):
        film_of(short, tmp_path / "a.mp4", project=tmp_path / "p")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_what_a_render_that_was_killed_has_left_beside_the_film_goes(short, tmp_path):
    path = tmp_path / "a.mp4"
    unfinished(path).write_bytes(b"half a film")
    film_of(short, path)
    assert [left.name for left in tmp_path.iterdir()] == ["a.mp4"]


def test_other_processes_make_the_same_film(film, song, artwork, tmp_path):
    from clavilux.executors import Processes

    seen = []
    made = make(
        song,
        [artwork],
        SMALL,
        output=tmp_path / "a.mp4",
        executor=Processes(2),
        progress=lambda *told: seen.append(told),
    )
    assert made.path.read_bytes() == film.path.read_bytes()
    assert {("film", 120, 120), ("imagine", 2, 2)} <= set(seen)


def test_a_film_that_outlasts_its_song_is_told(planned, tmp_path):
    *first, last = planned.shots
    longer = msgspec.structs.replace(planned, shots=(*first, msgspec.structs.replace(last, end=last.end + 2)))
    with pytest.warns(ClaviluxWarning, match="it ends in silence; end the last shot earlier"):
        assert film_of(longer, tmp_path / "a.mp4").frames == round(longer.duration * 24)


def test_another_song_in_its_place_is_refused(planned, artwork, tmp_path):
    changed = msgspec.structs.replace(planned, song=file_ref(artwork))
    swapped = msgspec.structs.replace(planned.song, path=str(artwork))
    with pytest.raises(UserError, match="another song than that of the plan"):
        film_of(msgspec.structs.replace(changed, song=swapped), tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_another_picture_in_its_place_is_refused(planned, tmp_path):
    from PIL import Image

    Image.new("RGB", (80, 80)).save(tmp_path / "black.png")
    pictures = {
        name: msgspec.structs.replace(file, path=str(tmp_path / "black.png")) for name, file in planned.pictures.items()
    }
    with pytest.raises(UserError, match=r"black.png: another picture than that of the plan"):
        film_of(msgspec.structs.replace(planned, pictures=pictures), tmp_path / "a.mp4")


def test_a_draft_is_short_small_and_loud(song, artwork, tmp_path):
    recipe = Recipe().with_values({"imagine.painter": "fake", "film.width": 1920, "film.height": 1080})
    draft = make(song, [artwork], recipe, output=tmp_path / "draft.mp4", draft=True)
    assert draft.size == (640, 360)
    assert draft.frames == 240


def test_a_draft_of_a_plan_that_was_cut_short_lies_within_it(planned, tmp_path, monkeypatch):
    monkeypatch.setattr("clavilux.filming.DRAFT", 1.0)
    first = msgspec.structs.replace(planned.shots[0], end=1.5)
    draft = film_of(msgspec.structs.replace(planned, shots=(first,)), tmp_path / "a.mp4", draft=True)
    assert draft.frames == 24


def test_a_contact_sheet_shows_every_shot(planned, tmp_path):
    from clavilux.media.pictures import load

    film_of(planned, tmp_path / "a.mp4", sheet=tmp_path / "a.png")
    height, width = load(tmp_path / "a.png", 4000).shape[:2]
    assert width > 2 * 96
    assert height > 64


def test_keyframes_can_be_had_alone(planned):
    made = keyframes(planned)
    assert made("k1").image.shape == (64, 96, 3)
    assert made("k0").request is None
