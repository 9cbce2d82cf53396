# Two commands are enough to begin: `make demo` and `make test`. Both do all the set-up themselves.

PYTHON ?= python3
WORKERS ?= 2
WITHOUT ?=
STUDY ?=
APT ?= yes
export APT

VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo

# One empty file for each finished step, so that the second run is quick.
MADE := $(VENV)/.made
RUN := $(VENV)/.run
DEV := $(VENV)/.dev

# uv does what pip does in a third of the time; where it cannot be had or finds no packages, pip does it.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
UV_LOCK := $(VENV)/.uv.lock
INSTALL = { [ -x $(BIN)/uv ] && $(UV) --require-hashes -r $(1); } || $(PIP) --require-hashes -r $(1)
ITSELF := $(PIP) --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --fork-strategy fewest \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Else each worker of the tests and each program that is started would compile all of it.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo run test check format words bench bench-long walk screenshots oracles wheel lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUN) ## build the demo study in build/demo: agreement, coach report, tables
	@rm -rf $(DEMO)
	@$(BIN)/havenlens demo $(DEMO)

run: $(RUN) ## open the desktop app; a study: make run STUDY=build/demo/demo.havenlens
	@$(BIN)/havenlens $(STUDY)

test: $(DEV) ## run all tests; one file: .venv/bin/pytest tests/unit/words
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(WITHOUT:%=--ignore=%)

check: $(DEV) ## ruff, mypy, import-linter, the tests of the repository itself; all tests can be collected
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy >$(VENV)/.types 2>&1 & types=$$!; \
		$(BIN)/python -m pytest tests/meta; meta=$$?; \
		$(BIN)/python -m pytest --collect-only --quiet >$(VENV)/.tests || { meta=1; tail -n 40 $(VENV)/.tests; }; \
		wait $$types; typed=$$?; cat $(VENV)/.types; \
		exit $$((meta || typed))

format: $(DEV) ## set code in its usual form and sort imports
	@$(BIN)/ruff check --fix-only --select I .
	@$(BIN)/ruff format .

words: $(DEV) ## collect the sentences for translators, and compile the catalogues
	@$(BIN)/python scripts/catalogue.py

bench: $(DEV) ## measure what is promised about speed
	-@sh scripts/system-packages.sh $(PYTHON) bench
	@$(BIN)/python benchmarks/run.py

bench-long: $(DEV) ## the same with every round, such as 200 kills in the middle of a burst
	-@sh scripts/system-packages.sh $(PYTHON) bench
	@$(BIN)/python benchmarks/run.py --long

walk: $(DEV) ## walk through coaching in a real window: from an uncoded video to the sent pack
	@HAVENLENS_WALK=1 $(BIN)/python -m pytest tests/e2e/test_coach_session.py -s -p no:warnings

screenshots: $(RUN) ## take the pictures in docs/images
	@$(BIN)/python scripts/screenshots.py docs/images

oracles: $(DEV) ## compute published statistics with other packages, each in an environment of its own
	@$(BIN)/python scripts/oracles.py

wheel: $(DEV) ## build the wheel in dist
	@$(BIN)/python -m build --no-isolation --wheel

lock: $(DEV) ## renew requirements/*.lock; newest versions: make lock UPGRADE=--upgrade
	@$(LOCK) $(UPGRADE) --group build pyproject.toml -o requirements/run.lock
	@$(LOCK) $(UPGRADE) --group build --group dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock

clean: ## remove everything that was made here
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || { \
		echo "Havenlens needs Python 3.11 to 3.14, and $(PYTHON) is not; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@sh scripts/system-packages.sh $(PYTHON) run
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@awk '/^[^ #]/ { uv = /^uv==/ } uv' requirements/dev.lock >$(UV_LOCK)
	@$(PIP) --require-hashes --only-binary :all: -r $(UV_LOCK) || echo "uv could not be had; pip takes longer"
	@touch $@

$(RUN): requirements/run.lock pyproject.toml | $(MADE)
	@echo "Installing Havenlens with its locked dependencies (some 360 MB to download, the first time)"
	@$(call INSTALL,requirements/run.lock)
	@$(ITSELF)
	@touch $@

$(DEV): requirements/dev.lock pyproject.toml | $(RUN)
	@sh scripts/system-packages.sh $(PYTHON) test
	@echo "Installing what the tests need"
	@$(call INSTALL,requirements/dev.lock)
	@$(ITSELF)
	@touch $@
