# The same commands on a laptop and in CI. `make demo` and `make test` need python3.11 (or newer, up to 3.13), make and gcc.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin

.PHONY: demo test check docs gallery bench clean

demo: .venv/base  ## render the example song and painting to demo.mp4 and score it
	$(BIN)/clavilux render examples/song.ogg examples/art.jpg --genre techno --output demo.mp4 --overwrite
	$(BIN)/clavilux score demo.mp4

test: .venv/dev  ## the tests
	$(BIN)/pytest

check: .venv/dev  ## style, types, import rules, and docs that match the code
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/make_cli.py --check

docs: .venv/dev  ## docs/cli.md from --help
	$(BIN)/python docs/make_cli.py

gallery: demo  ## the pictures of README and docs
	$(BIN)/python docs/make_gallery.py demo.mp4

bench: .venv/dev  ## measure the claims and write bench/RESULTS.md
	$(BIN)/python bench/run.py

clean:
	rm -rf .venv demo.mp4

.venv/base: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: .venv/base tests/constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint tests/constraints.txt --editable ".[captions,diffusers,dev]"
	touch $@
