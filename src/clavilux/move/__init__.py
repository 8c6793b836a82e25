"""Move: how the music carries the pictures.

`envelopes` turns what was heard into curves at frame rate, `timeline` lays them over the keyframes, `slerp` and
`camera` are the two motions, `render` makes the frames.
"""
