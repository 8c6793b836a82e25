"""The command line: one file per verb, and `main` that gathers them."""
