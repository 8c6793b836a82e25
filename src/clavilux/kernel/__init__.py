"""Arrays in, arrays out: the arithmetic that the rooms share."""
