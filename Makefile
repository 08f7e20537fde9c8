.PHONY: check format test lint types layers

PYTHON ?= python

check: lint types layers test

format:
	$(PYTHON) -m ruff format tagger tests benchmarks
	$(PYTHON) -m ruff check --fix tagger tests benchmarks

lint:
	$(PYTHON) -m ruff format --check tagger tests benchmarks
	$(PYTHON) -m ruff check tagger tests benchmarks

types:
	$(PYTHON) -m mypy

layers:
	$(PYTHON) -c "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"

test:
	$(PYTHON) -m pytest
