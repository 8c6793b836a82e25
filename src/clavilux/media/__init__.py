"""Files in and out, below the rooms: what a song's file holds, block by block, and what the ears are given of it."""
