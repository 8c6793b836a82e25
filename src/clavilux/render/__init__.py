"""Render: from the plan and its keyframes to frames.

`frames` goes through the plan shot by shot. `paths` tells which pictures lie between two keyframes, `stops` makes a few
of them and mixes the rest, `transitions` take over from the shot before, `effects` change every frame. `tally` counts
how frames flash, `limiter` holds back those that would flash too often, `flashes` foresees and watches.
"""
