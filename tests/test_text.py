import os

import pytest

from clavilux.text import first_line, one_line


@pytest.mark.parametrize("text", ["stage one [dQw4w9WgXcQ].mp4", "Grüße :cat: 夜.jpg", ""])
def test_what_can_be_shown_stays(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"Gr\xfc\xdfe.jpg", r"Gr\xfc\xdfe.jpg"),  # as bash takes it in $'...'
        (b"two\nlines\t.jpg", r"two\nlines\t.jpg"),
        (b"\x1b[31mred\x07.jpg", r"\x1b[31mred\x07.jpg"),
    ],
)
def test_what_cannot_is_spelt_out(name: bytes, shown: str) -> None:
    assert one_line(os.fsdecode(name)) == shown


def test_what_is_shown_can_be_encoded() -> None:
    assert one_line(os.fsdecode(bytes(range(1, 256)))).encode()


@pytest.mark.parametrize("error", [ValueError("one\ntwo"), ValueError("\none\ntwo"), "one"])
def test_of_a_message_the_first_line_is_taken(error: object) -> None:
    assert first_line(error) == "one"


def test_an_empty_message_has_none() -> None:
    assert first_line(ValueError()) == ""
