"""Move: how the music carries the pictures.

`envelopes` holds the formulas of the musical curves, `timeline` lays the curves over the keyframes, `slerp`, `shimmer`
and `camera` are the motions, `flashes` keeps them safe to watch, `render` makes the frames.
"""
