"""Lumia: the diffusion painter that ships with Clavilux, whose score is computed from pictures, not trained."""
