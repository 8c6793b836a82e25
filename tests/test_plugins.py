import pytest

from clavilux import plugins
from clavilux.errors import BadValue, MissingExtra, UnknownName, UserError
from clavilux.plan import Driven

FOREIGN = """
from typing import Annotated
from msgspec import Meta
from clavilux.structs import Checked
from clavilux.errors import BadValue, MissingExtra
from clavilux.plan import Driven
from clavilux.protocols import Speed

NOT_CALLABLE = 5
def annotated(*, size: Annotated[int, Meta(ge=1)] = 1, colour=None): return (size, colour)
def picky(): raise KeyError("brush")
def lacking(): raise MissingExtra("painter 'lacking'", "paint")

class Camera(Checked, frozen=True, kw_only=True):
    zoom: Annotated[float, Meta(ge=0, le=0.5)] | Driven = 0.0
    speed: Speed = 0.0
    kind: str = "still"

    def __post_init__(self):
        super().__post_init__()
        if self.kind == "crash":
            raise KeyError("lens")
        if self.kind == "film":
            raise BadValue("give a kind that is no medium", "kind")
"""


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Installs a package that registers plug-ins: name -> object."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "foreign_paint.py").write_text(FOREIGN)
    (tmp_path / "foreign_crash.py").write_text("import sys; sys.exit(3)")
    (tmp_path / "foreign_typo.py").write_text("def paint(:")

    def install(package, group="painters", **plug_ins):
        about = tmp_path / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        points = "\n".join(f"{name} = {value}" for name, value in plug_ins.items())
        (about / "entry_points.txt").write_text(f"[clavilux.{group}]\n{points}\n")

    return install


@pytest.mark.parametrize(
    ("target", "cause", "told"),
    [
        ("json:Nothing", AttributeError, "AttributeError: module 'json' has no attribute 'Nothing'"),
        ("no_such_module:X", ModuleNotFoundError, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("foreign_crash:X", SystemExit, "SystemExit: 3"),
        ("foreign_typo:X", SyntaxError, "SyntaxError: "),
        ("foreign_paint:NOT_CALLABLE", TypeError, "foreign_paint:NOT_CALLABLE cannot be called"),
        ("foreign_paint:picky", KeyError, "KeyError: 'brush'"),
    ],
)
def test_a_broken_plugin_is_named_with_its_package(packages, target, cause, told):
    packages("oil-paint", oil=target)
    with pytest.raises(UserError, match=r"^painter 'oil' of the package 'oil-paint' is broken \(") as error:
        plugins.create("painters", "oil")
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert str(error.value).endswith("; update or uninstall that package")
    assert isinstance(error.value.__cause__, cause)


def test_what_a_plugin_says_on_purpose_is_told_as_it_is(packages):
    packages("oil-paint", lacking="foreign_paint:lacking")
    with pytest.raises(MissingExtra, match="needs an extra"):
        plugins.create("painters", "lacking")


def test_a_name_that_two_packages_register_is_told(packages):
    packages("oil-paint", oil="json:JSONDecoder")
    packages("more-oil", oil="json:JSONEncoder")
    assert plugins.names("painters").count("oil") == 1
    with pytest.raises(UserError, match="painter 'oil' is registered by 'more-oil' and 'oil-paint'; uninstall all but"):
        plugins.load("painters", "oil")


def test_the_painters_that_ship_are_installed():
    assert {"fake", "lumia"} <= set(plugins.names("painters"))


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(UnknownName, match=r"unknown painter 'lumja'. Did you mean 'lumia'\? Known: .*fake"):
        plugins.load("painters", "lumja")


def test_a_plugin_is_loaded_by_name():
    assert plugins.load("painters", "fake")().name == "fake"


def test_an_option_that_a_plugin_does_not_take_is_told():
    with pytest.raises(
        UserError, match="painter 'fake' does not support the option 'vae'; leave it out, or choose another painter"
    ):
        plugins.create("painters", "fake", vae="someone/model", lora=None)


def test_options_that_nobody_chose_are_not_passed():
    assert plugins.create("painters", "fake", vae=None, device=None).name == "fake"


@pytest.fixture
def camera(packages):
    """An effect, from options."""
    packages("lenses", "effects", lens="foreign_paint:Camera")
    return lambda **options: plugins.configured("effects", {"use": "lens"} | options)


def test_a_part_becomes_a_plugin_with_its_options(camera):
    made = camera(zoom={"lane": "pulse", "amount": 0.1}, kind="handheld")
    assert (made.zoom, made.speed, made.kind) == (Driven(lane="pulse", amount=0.1), 0.0, "handheld")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"zom": 1}, "unknown option 'zom'. Did you mean 'zoom'? Known: kind, speed, zoom"),
        ({"zoom": 9}, 'zoom: give a number from 0 to 0.5, or {"lane": ..., "amount": ...}'),
        ({"zoom": "much"}, 'zoom: give a number from 0 to 0.5, or {"lane": ..., "amount": ...}'),
        ({"zoom": {"lane": "pulse", "amount": 0.7}}, 'zoom: give a number from 0 to 0.5, or {"lane": ...'),
        ({"zoom": {"amount": 0.1}}, 'zoom: give a number from 0 to 0.5, or {"lane": ..., "amount": ...}'),
        ({"zoom": {"lane": "pulse", "amount": "x"}}, "zoom.amount: give a number from -1000000 to 1000000"),
        ({"speed": None}, 'speed: give a number from -1000000 to 1000000, or {"lane": ..., "amount": ...}'),
        ({"kind": 3}, "kind: give text"),
        ({"kind": "film"}, "kind: give a kind that is no medium"),
    ],
)
def test_a_wrong_option_of_a_plugin_is_told(camera, options, told):
    with pytest.raises(BadValue) as error:
        camera(**options)
    assert str(error.value).startswith(f"effect 'lens': {told}")


def test_a_plugin_that_breaks_on_its_options_is_named_with_its_package(camera):
    with pytest.raises(UserError, match=r"^effect 'lens' of the package 'lenses' is broken \(KeyError: 'lens'\)"):
        camera(kind="crash")


def test_a_part_may_name_a_plugin_that_is_no_struct():
    assert plugins.configured("painters", {"use": "fake"}).name == "fake"
    with pytest.raises(UserError, match="painter 'fake' does not support the option 'vae'"):
        plugins.configured("painters", {"use": "fake", "vae": "owner/model"})


def test_options_of_a_callable_are_checked_where_they_have_a_type(packages):
    packages("oil-paint", oil="foreign_paint:annotated")
    assert plugins.configured("painters", {"use": "oil", "size": 2, "colour": "red"}) == (2, "red")
    with pytest.raises(BadValue, match="painter 'oil': size: give a whole number of at least 1"):
        plugins.configured("painters", {"use": "oil", "size": 0})
    with pytest.raises(UserError, match="painter 'oil' does not support the option 'siz'"):
        plugins.configured("painters", {"use": "oil", "siz": 0})


def test_a_plugin_that_takes_no_argument_is_told(camera):
    with pytest.raises(UserError, match="effect 'lens:wide': use 'lens'"):
        plugins.configured("effects", {"use": "lens:wide"})
