"""Captioners: what puts music in words. Each is a plug-in of the group ``clavilux.captioners``."""
