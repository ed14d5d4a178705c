# Everything runs in a virtual environment of its own, from locked and hash-checked packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test check format lock docs bench bench-metrics bench-collector bench-charts bench-pages bench-projection bench-rank bench-sequel fuzz wheel clean

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Matinee needs Python 3.11 or later." if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## simulate a season, import it and report on it, in ./demo
	@$(BIN)/matinee demo demo

test: $(STAMP) ## run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(STAMP) ## lint, types, import contracts, docs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.metric_docs --check

format: $(STAMP) ## put the code into shape
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

docs: $(STAMP) ## write the pages that follow from declarations
	@$(BIN)/python -m tools.metric_docs

lock: $(STAMP) ## lock the newest versions of all packages, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --upgrade --group dev --output-file requirements.lock pyproject.toml

bench-collector: $(STAMP) ## measure the collector beside nginx (needs nginx, wrk)
	@$(BIN)/python -m tools.bench_collector

bench: bench-metrics ## what to run first: the metrics of a title

bench-metrics: $(STAMP) ## measure all metrics of one title beside one scan of what they read
	@$(BIN)/python -m tools.bench_metrics

bench-projection: $(STAMP) ## back-test projections on made-up launches, and on what MATINEE_DATA has
	@$(BIN)/python -m tools.bench_projection
	@$(BIN)/python -m tools.bench_christmas

bench-sequel: $(STAMP) ## estimate the sequels of 200 made-up services whose outcomes are known
	@$(BIN)/python -m tools.bench_sequel

bench-charts: $(STAMP) ## measure charts of 10,000 titles, 90 countries, 104 weeks (10 GB of disk)
	@$(BIN)/python -m tools.bench_charts

bench-pages: $(STAMP) ## measure the pages of titles on a simulated season
	@$(BIN)/python -m tools.bench_pages

bench-rank: $(STAMP) ## measure rankings of 300 titles with 5 million household-titles beside one scan
	@$(BIN)/python -m tools.bench_rank

fuzz: $(STAMP) ## feed the doors a million made-up bodies
	@$(BIN)/python -m tools.fuzz

wheel: $(STAMP) ## build the wheel into ./dist
	@rm -rf dist && $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what was made
	@rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .hypothesis
