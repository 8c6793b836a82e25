"""A song for several shelves."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as replace_in

from clavilux import preparation, shelving, shooting
from clavilux.errors import ClaviluxWarning, OutputExists, RenderError, UserError
from clavilux.listen.hear import hear as hear_song
from clavilux.media.segments import write_segment
from clavilux.media.shelves import Shelf, shelves
from clavilux.media.validate import facts
from clavilux.recipe import Recipe
from plans import plan

QUICK = Recipe(effects={}).with_values({"imagine.painter": "fake", "imagine.genre": "techno", "direct.pace": 0.0})


def small(name: str, **other: Any) -> Shelf:
    """A shelf that is quick to film for."""
    return replace(shelves()[name], sizes=((64, 96),), **other)


PAIR = [small("reels"), small("tiktok")]


@pytest.mark.parametrize("shelf", shelves().values(), ids=shelves())
def test_a_recipe_becomes_what_a_shelf_takes(shelf: Shelf) -> None:
    made = shelving.for_shelf(Recipe().with_values({"film.fps": "12"}), shelf).film
    assert ((made.width, made.height), made.rate, made.loop) == (shelf.sizes[0], shelf.fps[0], shelf.loop)


def test_a_rate_that_a_shelf_takes_stays() -> None:
    recipe = Recipe().with_values({"film.fps": "30000/1001", "film.loop": True})
    made = shelving.for_shelf(recipe, shelves()["youtube"]).film
    assert (made.rate, made.loop) == (Fraction(30000, 1001), True)


def test_an_edited_plan_becomes_what_a_shelf_takes() -> None:
    edited = plan([0, 240], fps=12, size=(1280, 720))
    assert shelving.reshaped(edited, shelves()["youtube"]) == replace_in(edited, fps="23")
    assert shelving.reshaped(edited, shelves()["reels"]) == replace_in(edited, fps="23", size=(1080, 1920))
    with pytest.raises(UserError, match="--for canvas: it wants a loop"):
        shelving.reshaped(edited, shelves()["canvas"])


def test_what_the_user_asked_for_stays_or_is_told() -> None:
    recipe = Recipe().with_values({"film.width": 720, "film.height": 1280, "film.fps": "25"})
    given = {"film.width", "film.height", "film.fps"}
    assert shelving.for_shelf(recipe, shelves()["reels"], given) == recipe
    with pytest.raises(UserError, match=r"--for youtube: 720x1280 pixels, not 1920x1080, .*; choose what it takes"):
        shelving.for_shelf(recipe, shelves()["youtube"], given)
    with pytest.raises(UserError, match="--for cinema: 25 frames per second, not 24"):
        shelving.for_shelf(recipe, shelves()["cinema"], {"film.fps"})


@pytest.mark.parametrize("name", ["reels", "canvas"])
def test_a_part_of_the_song_that_is_too_short_is_told(name: str) -> None:
    with pytest.raises(UserError, match=f"--for {name}: 2.00 s, not 3 to"):
        shelving.for_shelf(Recipe().with_values({"listen.duration": 2.0}), shelves()[name])


@pytest.mark.parametrize(
    ("name", "asked", "used"), [("reels", 99.0, 99.0), ("canvas", 5.0, 5.0), ("canvas", 99.0, None)]
)
def test_a_longer_part_is_heard_but_a_loop_has_the_bars_that_it_may(
    name: str, asked: float, used: float | None
) -> None:
    recipe = Recipe().with_values({"listen.duration": asked})
    assert shelving.for_shelf(recipe, shelves()[name], {"listen.duration"}).listen.duration == used


def test_films_are_named_after_the_song_and_their_shelf() -> None:
    several = [shelves()[name] for name in ("youtube", "cinema")]
    song = Path("music/01. Night v1.2.ogg")
    assert list(map(str, shelving.orders(song, None, Recipe(), several))) == [
        "01. Night v1.2-youtube.mp4",
        "01. Night v1.2-cinema.mov",
    ]
    assert list(map(str, shelving.orders(song, Path("out/a.mp4"), Recipe(), several))) == [
        "out/a-youtube.mp4",
        "out/a-cinema.mov",
    ]
    assert list(map(str, shelving.orders(song, Path("out/a.mp4"), Recipe(), several[:1]))) == ["out/a.mp4"]


def test_one_hearing_serves_all_and_films_share_what_they_have_in_common(
    song: Path, artwork: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, written = list[Any](), list[str]()
    hear, write = hear_song, write_segment

    def hearing(sound: Any, choices: Any, **how: Any) -> Any:
        heard.append(choices)
        return hear(sound, choices, **how)

    def writing(*args: Any, **how: Any) -> int:
        written.append(how["name"])
        return write(*args, **how)

    monkeypatch.setattr(preparation, "hear", hearing)
    monkeypatch.setattr(shooting, "write_segment", writing)
    several = [small("canvas"), small("tiktok"), small("reels", seconds=(1, 12))]
    wanted = shelving.orders(song, tmp_path / "film.mp4", QUICK, several)
    films = {film.path.name: film for film in shelving.make(song, [artwork], wanted)}
    assert list(films) == ["film-tiktok.mp4", "film-reels.mp4", "film-canvas.mp4"]
    assert {path.name for path in tmp_path.iterdir()} == set(films)
    assert [choices.duration is None for choices in heard] == [True, False]  # the song, and the bars of the loop
    assert len(written) <= len(set(written)) + 2  # the excerpt's last shot may be cut, and the loop is one more
    lengths = {name: float(film.frames / film.fps) for name, film in films.items()}
    assert lengths["film-tiktok.mp4"] == pytest.approx(31, abs=1)
    assert 6 < lengths["film-reels.mp4"] <= 12
    assert 3 < lengths["film-canvas.mp4"] <= 8
    assert not facts(films["film-canvas.mp4"].path).sound


def test_a_project_keeps_a_plan_for_each(song: Path, artwork: Path, tmp_path: Path) -> None:
    wanted = shelving.orders(song, tmp_path / "film.mp4", QUICK.with_values({"listen.duration": 4.0}), PAIR)
    list(shelving.make(song, [artwork], wanted, project=tmp_path / "kept"))
    assert sorted(path.name for path in (tmp_path / "kept").glob("*.json")) == ["plan-reels.json", "plan-tiktok.json"]


def test_a_film_that_is_there_already_is_told_before_any_is_made(song: Path, artwork: Path, tmp_path: Path) -> None:
    (tmp_path / "film-tiktok.mp4").touch()
    with pytest.raises(OutputExists, match=r"film-tiktok\.mp4 exists already"):
        list(shelving.make(song, [artwork], shelving.orders(song, tmp_path / "film.mp4", QUICK, PAIR)))
    assert [path.name for path in tmp_path.iterdir()] == ["film-tiktok.mp4"]


def test_after_a_stop_the_same_call_goes_on_with_the_films_that_are_missing(
    song: Path, artwork: Path, tmp_path: Path
) -> None:
    wanted = shelving.orders(song, tmp_path / "film.mp4", QUICK.with_values({"listen.duration": 4.0}), PAIR)
    making: Any = shelving.make(song, [artwork], wanted)
    first = next(making)
    with pytest.warns(ClaviluxWarning, match="keeps what is done"), pytest.raises(KeyboardInterrupt):
        making.throw(KeyboardInterrupt)
    before = first.path.stat().st_mtime_ns
    with pytest.warns(ClaviluxWarning, match=r"film-reels\.mp4 is there already, and stays as it is; use --overwrite"):
        assert [film.path.name for film in shelving.make(song, [artwork], wanted)] == ["film-tiktok.mp4"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film-reels.mp4", "film-tiktok.mp4"]
    assert first.path.stat().st_mtime_ns == before
    with pytest.raises(OutputExists):
        next(shelving.make(song, [artwork], wanted))


def test_a_draft_takes_no_films_place() -> None:
    song, several = Path("a.b.ogg"), [shelves()[name] for name in ("canvas", "cinema")]
    drafts = shelving.orders(song, None, Recipe(), several, draft=True)
    assert list(map(str, drafts)) == ["a.b-canvas-draft.mp4", "a.b-cinema-draft.mov"]
    assert not drafts.keys() & shelving.orders(song, None, Recipe(), several).keys()


def test_a_finished_film_that_its_shelf_does_not_take_is_told(song: Path, artwork: Path, tmp_path: Path) -> None:
    strict = small("reels", megabytes=0.001)
    wanted = shelving.orders(song, tmp_path / "film.mp4", QUICK.with_values({"listen.duration": 4.0}), [strict])
    told = r"reels does not take the film: \S+ MB, not 0\.001 MB at most; make it smaller by a higher --set film\.crf"
    with pytest.warns(ClaviluxWarning, match="keeps what is done"), pytest.raises(RenderError, match=told):
        list(shelving.make(song, [artwork], wanted))
    assert (tmp_path / "film.mp4").exists()
