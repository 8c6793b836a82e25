"""Transitions: how a shot takes over from the one before; each a plug-in of the group ``clavilux.transitions``."""
