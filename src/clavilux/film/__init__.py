"""The room where frames become a film, and a film becomes frames again.

`clavilux.film.encode.encode` writes an mp4, `clavilux.film.read.read` reads any video.
"""
