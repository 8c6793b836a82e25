"""Files in and out, below the rooms: what a song's file holds, block by block, what the ears
are given of it, and how what is written appears whole.
"""
