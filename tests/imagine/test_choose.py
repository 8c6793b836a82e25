import pytest

from clavilux.errors import BadValue, UnknownName, UserError
from clavilux.imagine.painters.choose import choose


def test_a_painter_gets_the_options_of_the_plan():
    assert choose({"use": "fake"}).name == "fake"
    assert choose({"use": "lumia", "palette": 1, "stroke": 2.5}).name == "lumia"


@pytest.mark.parametrize(
    ("part", "error", "told"),
    [
        ({"use": "rembrandt"}, UnknownName, "unknown painter 'rembrandt'. Known: "),
        ({"use": "lumia", "vae": "a/b"}, UserError, "painter 'lumia' does not support the option 'vae'"),
        ({"use": "fake", "palette": 0.3}, UserError, "painter 'fake' does not support the option 'palette'"),
        ({"use": "lumia", "palette": 3}, BadValue, "painter 'lumia': palette: give a number from 0 to 1"),
        ({"use": "lumia", "stroke": "wide"}, BadValue, r"painter 'lumia': stroke: give a number from 0\.3 to 4"),
        ({"use": "diffusers:a/b", "vae": 5}, BadValue, "painter 'diffusers:a/b': vae: give text"),
        ({"use": "kandinsky", "prior_steps": 0}, BadValue, "prior_steps: give a whole number from 1 to 1000"),
    ],
)
def test_a_mistake_is_told(part, error, told):
    with pytest.raises(error, match=told):
        choose(part)
