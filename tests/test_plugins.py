import pytest

from clavilux import plugins
from clavilux.errors import UnknownName


def test_the_painters_that_ship_are_installed():
    assert {"fake", "lumia"} <= set(plugins.names("painters"))


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(UnknownName, match=r"unknown painter 'lumja'. Did you mean 'lumia'\? Known: .*fake"):
        plugins.load("painters", "lumja")


def test_a_plugin_is_loaded_by_name():
    assert plugins.load("painters", "fake")().name == "fake"
