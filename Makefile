.PHONY: check format test lint types layers lock minimums pythons sbom audit

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

# The versions that the tests are run with, as they stand in this environment
lock:
	sed -i '2,$$d' tests/constraints.txt
	$(PYTHON) -m pip list --format=freeze --exclude-editable --exclude pip --exclude setuptools >> tests/constraints.txt

# The lowest version that is allowed of every package, in an environment of its own; TESTS says which tests to run there
TESTS ?= tests
minimums:
	$(PYTHON) -m venv --clear build/minimums
	$(PYTHON) tests/minimums.py > build/minimums.txt
	build/minimums/bin/python -m pip install --quiet -r build/minimums.txt -r tests/minimums-tests.txt
	PYTHONPATH=. build/minimums/bin/python -m pytest -p no:cacheprovider $(TESTS)

# The tests with other interpreters, each in an environment of its own: make pythons PYTHONS="python3.11 python3.13"
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
pythons:
	for one in $(PYTHONS); do \
	  $$one -c "" 2>/dev/null || { echo "$$one: not here"; continue; }; \
	  $$one -m venv --clear build/$$one && build/$$one/bin/python -m pip install --quiet -c tests/constraints.txt -e '.[dev]' \
	  && build/$$one/bin/python -V && PYTHONPATH=. build/$$one/bin/python -m pytest -p no:cacheprovider $(TESTS) || exit 1; \
	done

# A bill of materials (CycloneDX) of tagger as it is installed from its wheel, with all extras
sbom:
	$(PYTHON) -m venv --clear build/sbom
	build/sbom/bin/python -m pip install --quiet '.[daft,documents,parquet,skos]'
	$(PYTHON) -m venv --clear build/cyclonedx
	build/cyclonedx/bin/python -m pip install --quiet cyclonedx-bom
	build/cyclonedx/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o build/tagger.cdx.json build/sbom/bin/python

# What is known against the locked versions; asks the network
audit:
	$(PYTHON) -m venv --clear build/audit
	build/audit/bin/python -m pip install --quiet pip-audit
	build/audit/bin/pip-audit --no-deps --disable-pip -r tests/constraints.txt
