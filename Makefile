# Everything starts from a clone: each target sets itself up.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
DEMO_DATE := 2026-09-15
# Two tests at a time, those of one file in one process; after a process that ended itself none is begun.
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0
export PYTHONPATH := $(CURDIR)
export COLLECTION_HOME ?= $(CURDIR)/var

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run serve first-night demo night test fast browser campaign bundle lint bench screenshots documents clean

help: ## what can be done here
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.installed ## the virtual environment, from hashed locks

.venv/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say which with: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "python3 -m venv failed: install the package python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

setup-test: .venv/.installed-test ## the same with the test tools and a browser

.venv/.installed-test: .venv/.installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@deploy/install-browser
	@touch $@

run: setup ## the dashboard on http://127.0.0.1:8050; first, where nothing is published, a demo bureau, a night, and users
	@$(BIN)/python -m dashboard free
	@test -e "$(COLLECTION_HOME)/versions/current.json" || $(MAKE) --no-print-directory first-night
	@$(BIN)/python -m dashboard secret
	@$(BIN)/python -m dashboard user demo
	@$(MAKE) --no-print-directory serve

serve: setup ## the dashboard and the scheduler over what there is: a bureau of your own, without the demo
	@$(BIN)/python -m dashboard secret
	@$(BIN)/python -m etl schedule & scheduler=$$!; trap 'kill $$scheduler 2>/dev/null' EXIT INT TERM; $(BIN)/python -m dashboard serve

first-night: setup ## one night over what lies in var/inbox; where nothing lies there, over a demo bureau
	@if [ ! -d "$(COLLECTION_HOME)/source" ] && ls "$(COLLECTION_HOME)/inbox" 2>/dev/null | grep -q .; \
	then $(MAKE) --no-print-directory night; \
	else $(MAKE) --no-print-directory demo night DATE=$(DEMO_DATE); fi

demo: setup ## the demo bureau's source systems under var/
	@$(BIN)/python -m etl demo --until $(DEMO_DATE)

night: setup ## one night over what lies in var/inbox
	@$(BIN)/python -m etl night $(if $(DATE),--date $(DATE))

test: setup-test ## all tests but the long campaigns, and lint
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest $(TOGETHER)

fast: setup-test ## the tests without browser and random histories
	@$(BIN)/python -m pytest $(TOGETHER) --ignore=tests/dashboard/browser --ignore=tests/test_model_agrees.py --ignore=tests/test_questions_agree.py

browser: setup-test ## the tests in a browser alone
	@$(BIN)/python -m pytest $(TOGETHER) tests/dashboard/browser

campaign: setup-test ## the long runs at full count
	@$(BIN)/python -m pytest -m campaign -s

bundle: setup ## an archive in build/ that installs on a server without network
	@deploy/bundle

lint: setup-test ## ruff, mypy strict, sqlfluff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar sql/transforms sql/checks

screenshots: setup-test ## every page in both languages, light and dark, to var/screenshots; the README's pictures
	@$(BIN)/python -m tests.dashboard.screenshots

documents: setup-test ## what README, example settings and catalogue repeat of the code
	@$(BIN)/python -m tests.documents
	@$(BIN)/python -m sql catalogue > sql/metrics/CATALOGUE.md
	@$(BIN)/python -m sql catalogue --tables > sql/schema/TABLES.md

bench: setup-test ## pages against doing nothing, then a night of 1 and 10 million receipts against the floor
	@$(BIN)/python -m tests.load.pages
	@$(BIN)/python -m tests.load.night

clean: ## remove the environment; var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
