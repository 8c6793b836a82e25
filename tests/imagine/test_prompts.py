"""The prompt of models that read one."""

from dataclasses import replace

import numpy as np

from clavilux.imagine.prompts import full_prompt
from clavilux.styles import StyleBook


def test_the_prompt_puts_the_users_words_first_and_the_style_last() -> None:
    style = StyleBook.load().style("woodcut")
    text = full_prompt("a fox", "A fiddle plays!", style)
    assert text == f"a fox. A fiddle plays! Woodcut. {style.description}"


def test_the_prompt_leaves_out_what_is_unknown() -> None:
    assert full_prompt(" ", "", None) == ""
    assert full_prompt("", "drums", None) == "drums."


def test_a_picture_of_a_style_has_no_words() -> None:
    shown = replace(StyleBook.load().style("woodcut"), description="", picture=np.zeros((4, 4, 3), np.uint8))
    assert full_prompt("a field", "", shown) == "a field."
