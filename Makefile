# `make demo` and `make test` set themselves up in .venv; when it is there they start at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILED := $(wildcard symnum/terms/compiled/*.p[yx][xi] codegen/datasets/checking/compiled/*.p[yx][xi])
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all lint types format clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## Create .venv with symnum and its tools

$(READY): pyproject.toml setup.py $(COMPILED)
	$(PYTHON) -c 'import sys; sys.exit("symnum needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

demo: $(READY)  ## Discover, certify, compile, simplify and derive: runs/demo/report.html
	$(BIN)/symnum demo --output runs/demo

test: $(READY) lint types  ## Lint, types and every fast test
	$(BIN)/python -m pytest -q -n $(WORKERS) -m "not slow"

test-all: $(READY) lint types  ## The slow tests as well, on new random examples
	SYMNUM_EXAMPLES=new $(BIN)/python -m pytest -q -n $(WORKERS)

lint: $(READY)  ## ruff, check only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

format: $(READY)  ## ruff, in place
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## Remove .venv, caches and runs
	rm -rf $(VENV) runs build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
	rm -f symnum/terms/compiled/*.so codegen/datasets/checking/compiled/*.so
