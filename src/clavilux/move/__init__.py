"""Move: how the music carries the pictures.

`envelopes` holds the formulas of the musical curves, `timeline` lays the curves over the keyframes, `paths`, `shimmer`
and `camera` are the motions, `render` makes the frames. `tally` counts how they flash, `limiter` holds back those that
would flash too often, `flashes` foresees and watches.
"""
