# Everything starts here; `make` alone lists what there is. A first call sets up what it needs, on a
# machine with Python 3.11, make and the package registries. A second call finds it and goes on.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --warn-undefined-variables

CI ?=
NAME ?=
UPGRADE ?=
DOMICILE_MODELS_DIR ?=
PYTHON ?= $(shell command -v python3.11 || command -v python3)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
SETUP := .venv/.setup
TOOLS := .venv/.tools
CODE := src tests tools bench

# A model pack is a folder that appears whole or not at all, so that the folder is the target.
MODELS_DIR := $(or $(DOMICILE_MODELS_DIR),$(HOME)/.cache/domicile/models)
PACKS := names-zh qwen2.5-coder-0.5b-instruct
ifneq ($(CI),true)
PACKS += qwen2.5-coder-1.5b-instruct
endif
MODELS := $(addprefix $(MODELS_DIR)/,$(PACKS))

# Where a slip would break a promise, every branch is tested.
STRICT := src/domicile/policy/*,src/domicile/privacy/*,src/domicile/egress/*,src/domicile/receipts/*,src/domicile/tlog/*

##@ Use it

help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {print "\n" substr($$0, 5)} \
		/^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(SETUP) $(MODELS) ## Set up: environment, locked dependencies, model packs

demo: setup ## Start the whole product with two demo partners on this machine
	@exec $(BIN)/domicile demo

##@ Change it

check: $(TOOLS) ## Format, lint, types, imports, dependencies, house rules
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/pytest tests/house tests/docs

test: setup $(TOOLS) system ## Run the whole test suite, with coverage floors
	rm -f .coverage .coverage.*
	$(BIN)/pytest --cov --cov-report=
	$(BIN)/coverage report --include='$(STRICT)' --skip-covered --fail-under=100
	$(BIN)/coverage report --include='src/domicile/*' --omit='$(STRICT)' --skip-covered --fail-under=90

e2e: setup $(TOOLS) system ## Run the browser and README tests alone
	$(BIN)/pytest tests/e2e

bench: setup $(TOOLS) ## Measure, and write bench/results/
	$(BIN)/python -m bench.run

new-market new-partner new-recognizer new-feature: $(TOOLS)
	@test -n "$(NAME)" || { echo "say which: make $@ NAME=..." >&2; exit 2; }
	@$(BIN)/python -m tools.scaffold $(@:new-%=%) "$(NAME)"

new-market: ## Lay out a market: pack with its cases, test and page (NAME=jp)
new-partner: ## Lay out a partner's dialect: code, test and page (NAME=gemini)
new-recognizer: ## Lay out a recognizer: code, test and page (NAME=passport)
new-feature: ## Lay out a feature: code, test and page (NAME=summary)

##@ Look after it

pages: $(TOOLS) ## Write the pages that are made from code and files
	@$(BIN)/python -m tools.pages
	@$(BIN)/python -m tools.feature_table

docs: .venv/.docs ## Build the site into site/
	NO_MKDOCS_2_WARNING=1 .venv/docs/bin/mkdocs build --strict --quiet

lock: .venv/lock/bin/uv ## Write the lock files anew from pyproject.toml (UPGRADE=--upgrade)
	@tools/lock.sh $< $(UPGRADE)

audit: $(SETUP) .venv/.audit ## Look for known vulnerabilities and unexpected licences
	$(BIN)/python -m tools.licenses
	.venv/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

clean: ## Remove what was built here; model packs stay
	rm -rf .venv var site bench/results .coverage* .*_cache .hypothesis

# How each of them comes about.

$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Domicile needs Python 3.11 or newer; name it with PYTHON=..." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

$(SETUP): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TOOLS): requirements-dev.lock $(SETUP)
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(MODELS_DIR)/%: | $(SETUP)
	$(BIN)/domicile models pull $*

.venv/.docs .venv/.audit: .venv/.%: requirements-%.lock | $(BIN)/python
	"$(PYTHON)" -m venv .venv/$*
	.venv/$*/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r $<
	@touch $@

.venv/lock/bin/uv: | $(BIN)/python
	"$(PYTHON)" -m venv .venv/lock
	.venv/lock/bin/python -m pip --quiet --disable-pip-version-check install uv

system:
	@tools/system.sh

.PHONY: help setup demo check test e2e bench pages docs lock audit clean system
.PHONY: new-market new-partner new-recognizer new-feature
