# `make` alone lists what there is. Everything happens in .venv; nothing is installed elsewhere.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SEEDS ?= 2
FIGURES ?= $(filter-out __init__ support,$(basename $(notdir $(wildcard benchmarks/*.py))))

.DEFAULT_GOAL := help
.PHONY: help demo test test-systemd test-thunderbird check bench campaign format clean
.DELETE_ON_ERROR:

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## Sixty days of reminders in a minute, on mail servers inside the program
	$(BIN)/relanced demo

test: $(VENV)/.dev ## All the tests; those on Dovecot, Postfix and PostgreSQL need root and the Debian packages
	$(BIN)/python -m pytest -n $(WORKERS)

test-systemd: $(VENV)/.dev ## The service under a real systemd, in a container (root, systemd-container)
	$(BIN)/python -m pytest -m systemd tests/system

test-thunderbird: $(VENV)/.dev ## A real Thunderbird answers reminders (thunderbird, thunderbird-l10n-fr)
	$(BIN)/python -m pytest -m thunderbird tests/system

check: $(VENV)/.dev ## Format, lint, types, import contracts, then all the tests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory test

bench: $(VENV)/.dev ## Each figure beside its floor; one alone: make bench FIGURES=sending
	@for figure in $(FIGURES); do $(BIN)/python -m benchmarks.$$figure || exit 1; done

campaign: $(VENV)/.dev ## Try to break each promise, for minutes (root, the Debian packages); figures in build/campaigns.md
	$(BIN)/python -m campaigns $(SEEDS) $(CAMPAIGNS)

format: $(VENV)/.dev ## Put the code in form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

clean: ## Remove the environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A stamp for each set of packages, made anew only when pyproject.toml changes: the code itself is installed by reference.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.demo

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'relanced needs Python 3.11 or later. On Debian 12: apt-get install python3 python3-venv'; \
	  echo 'To use another interpreter: make PYTHON=/path/to/python3.12 ...'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'Python cannot make virtual environments here. On Debian: apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)
