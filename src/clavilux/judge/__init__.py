"""The room where a film is judged: how well do picture and sound keep together?

`clavilux.judge.score.score` gives a sync report on any frames and any sound; `clavilux.judge.plot.draw` shows why.
The synchrony measure is that of Pina & Li, arXiv 2412.05694.
"""
