"""Sources of lanes, the plug-ins of the group ``clavilux.sources``: curves in [0, 1] over the film.

What is heard gives `travel`, `pulse`, `sway`, `shimmer`, `swell`, `signal` and `events`; people give `points`, `hits`,
`deforum`, `parseq` and `midi`, in seconds of the song, so that an excerpt keeps what belongs to it.
"""
