"""The room where a song is heard: what happens in it, when, and how strongly.

`clavilux.media.decode.decode` reads any sound, `clavilux.listen.hear.hear` makes a `Hearing` of it,
`clavilux.listen.store` keeps that in a file, and `clavilux.listen.plot.plot` draws it.
"""
