"""The room where what was heard becomes a plan, and a plan becomes what drives every frame.

`director` makes the plan, `sources` hold the curves that parameters follow, `timeline` lays them over the frames.
"""
