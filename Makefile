# One line a step, nothing else, and quick when there is nothing to do.
.PHONY: setup run test drill check pins clean
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
CATALOGUES := $(wildcard motcua/locale/*/LC_MESSAGES/django.po)
PIN := UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header

setup: $(STAMPS)/packages $(STAMPS)/program node_modules/.package-lock.json $(CATALOGUES:.po=.mo)
	@:

run: setup
	@exec $(BIN)/motcua run

test: setup
	@exec $(BIN)/python -m pytest -n 2

# What is too slow for every day: crashes of all kinds, full disks, large files, and many times as many cases.
drill: setup
	@exec env MOTCUA_THOROUGH=1 $(BIN)/python -m pytest -n 2 -m "drill or thorough"

check: setup
	@echo "Style …"; $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@echo "Types …"; $(BIN)/mypy --no-error-summary
	@echo "Migrations …"; $(BIN)/motcua makemigrations --check --dry-run -v 0
	@echo "Layers …"; $(BIN)/lint-imports --no-logo >$(STAMPS)/layers || { cat $(STAMPS)/layers; exit 1; }
	@echo "Translations …"; $(BIN)/motcua messages --check

pins: $(STAMPS)/uv
	@$(PIN) requirements/base.in -o requirements/base.txt
	@$(PIN) requirements/dev.in -o requirements/dev.txt

# The home with its database stays: that is data.
clean:
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	@find motcua tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@find motcua -name '*.mo' -delete

$(STAMPS)/uv: requirements/base.txt
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: install python3, or say PYTHON=python3.12 make."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "Python's venv is missing: install the package python3-venv."; exit 1; }
	@echo "Making .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import re, sys; text = open("requirements/base.txt").read(); \
		print(re.search(r"(?m)^uv==(?:.*\\\n)*.*\n", text)[0], end="")' >$(STAMPS)/uv.txt
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $(STAMPS)/uv.txt
	@touch $@

$(STAMPS)/packages: requirements/dev.txt $(STAMPS)/uv
	@echo "Installing packages …"
	@UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=.venv $(BIN)/uv pip sync -q --require-hashes requirements/dev.txt
	@rm -f $(STAMPS)/program
	@touch $@

$(STAMPS)/program: pyproject.toml $(STAMPS)/packages
	@echo "Installing motcua …"
	@UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 with npm."; exit 1; }
	@echo "Fetching browser assets …"
	@npm ci --silent --no-audit --no-fund --no-progress
	@touch $@

%.mo: %.po $(STAMPS)/packages
	@echo "Compiling $< …"
	@$(BIN)/pybabel -q compile -i $< -o $@
