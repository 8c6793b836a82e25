import pytest

from clavilux import plugins
from clavilux.errors import MissingExtra, UnknownName, UserError

FOREIGN = """
from clavilux.errors import MissingExtra

NOT_CALLABLE = 5
def picky(): raise KeyError("brush")
def lacking(): raise MissingExtra("painter 'lacking'", "paint")
"""


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """Installs a package that registers painters: name -> object."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "foreign_paint.py").write_text(FOREIGN)
    (tmp_path / "foreign_crash.py").write_text("import sys; sys.exit(3)")
    (tmp_path / "foreign_typo.py").write_text("def paint(:")

    def install(package, **painters):
        about = tmp_path / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        points = "\n".join(f"{name} = {value}" for name, value in painters.items())
        (about / "entry_points.txt").write_text(f"[clavilux.painters]\n{points}\n")

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
