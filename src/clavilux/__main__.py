"""``python -m clavilux``."""

from clavilux.cli.main import run

if __name__ == "__main__":
    run()
