"""Structs that check themselves: what recipes, plans and the options of plug-ins are made of.

`checked` makes and reads them, `kinds` knows the types of their keys, `trees` handles them as plain data,
`value_errors` says what is wrong with them in plain words, `schema` describes them.
"""

from clavilux.structs.checked import Checked

__all__ = ["Checked"]
