import pytest

from clavilux import plugins
from clavilux.errors import UnknownName, UserError


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
