# The same commands on a laptop and in CI. `make demo` and `make test` need python3.11 (or newer, up to 3.13), make and gcc.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
ENV := .venv
BIN = $(ENV)/bin
BASE := $(filter-out tests/cli/test_render.py tests/test_pipeline.py,$(wildcard tests/cli/test_*.py tests/test_*.py)) \
	tests/conformance tests/testing \
	$(addprefix tests/imagine/,test_adapter.py test_choose.py test_diffusers.py test_exemplars.py test_families.py)
PIP = $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo test test-browser test-base check docs site gallery studio bench clean

demo: $(ENV)/base  ## render the example song and painting to demo.mp4 and score it
	$(BIN)/clavilux demo --overwrite
	$(BIN)/clavilux score demo.mp4

test: .venv/dev  ## the tests
	$(BIN)/pytest --numprocesses auto --install full --durations 5 --ignore tests/studio/browser
	$(MAKE) test-browser

test-browser: .venv/dev  ## the studio in a real Chromium, where there is one; what fails on a busy machine is tried once more
	$(BIN)/pytest tests/studio/browser --durations 5 || $(BIN)/pytest tests/studio/browser --last-failed

test-base: ENV := .venv-base
test-base: .venv-base/base  ## what `pip install .` gives, without extras and offline: the demo, which renders, and all other tests that extras or a network could make a difference to
	$(BIN)/python .ci/offline.py $(MAKE) demo ENV=$(ENV)
	$(PIP) ".[test]"
	$(BIN)/python .ci/offline.py $(BIN)/pytest --numprocesses auto --install base -rs $(BASE)

check: .venv/dev  ## style, types, import rules, and docs that match the code
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/make_cli.py --check
	$(BIN)/python docs/make_recipe.py --check
	$(BIN)/python docs/make_formats.py --check
	$(BIN)/python docs/make_architecture.py --check

docs: .venv/dev  ## what is made from the code: docs/cli.md, recipe.md, the JSON schemas, the picture of the architecture
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_recipe.py
	$(BIN)/python docs/make_formats.py
	$(BIN)/python docs/make_architecture.py

site: .venv/dev  ## the reference of the Python API, as pages in site/
	$(PIP) ".[docs]"
	$(BIN)/python docs/make_site.py

gallery: demo  ## the pictures of README and docs
	$(BIN)/python docs/make_gallery.py demo.mp4

studio:  ## type-check the studio's page and build it; needs node 20 or newer
	npm ci --prefix web --no-audit --no-fund
	npm run build --prefix web

bench: .venv/dev  ## measure the claims and write bench/RESULTS.md
	$(BIN)/python bench/run.py

clean:
	rm -rf .venv .venv-base demo.mp4 site

.venv/base: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	touch $@

.venv/dev: .venv/base tests/constraints.txt
	$(PIP) --constraint tests/constraints.txt --editable ".[captions,diffusers,heic,studio,dev]"
	touch $@

.venv-base/base: ENV := .venv-base
.venv-base/base: pyproject.toml $(shell find src -type f ! -name '*.pyc')
	rm -rf .venv-base
	$(PYTHON) -m venv .venv-base
	$(PIP) .
	touch $@
