"""Effects: what is done to every frame; each is a plug-in of the entry point group ``clavilux.effects``."""
