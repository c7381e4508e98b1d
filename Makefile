# `make help` lists the targets. Everything lives in .venv, node_modules and the instance folder.
SHELL := /bin/bash -o pipefail
PYTHON ?= python3
BIN := .venv/bin
NODE := .ci/with-node
export MIRROR_INSTANCE ?= instance
export PORT ?= 8000

PAGE_SOURCES := $(shell find web converter/pose/pose_spec.json converter/weights/calibration.json converter/weights/tfjs server/gallery -type f \
	-not -path '*/node_modules/*' -not -path 'web/tests/*' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: test-database help setup run test lint format bench fuzz load quality choose train golden lock wheel clean bench-ingest fuzz-uploads

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: .venv/runtime server/page/index.html  ## set up what is missing, then start the mirror (PORT, MIRROR_INSTANCE)
	@$(BIN)/move-mirror serve

setup: .venv/runtime server/page/index.html  ## everything that `run` does before it starts
	@$(BIN)/move-mirror setup

test: .venv/dev web/node_modules/.stamp server/page/index.html  ## lint, types and every test
	@BIN=$(BIN) .ci/test

lint: .venv/dev web/node_modules/.stamp  ## style and types of Python and TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(NODE) npm --prefix web run lint
	$(NODE) npm --prefix web run types

format: .venv/dev web/node_modules/.stamp  ## rewrite the sources in the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NODE) npm --prefix web run format

bench: .venv/bench  ## the index beside FAISS, scikit-learn and a VP-tree (ARGS); start and upkeep
	$(BIN)/python -m tests.benchmarks.bench_match $(ARGS)
	$(BIN)/python -m tests.benchmarks.bench_upkeep

fuzz: .venv/dev  ## throw a hundred times as much at the API as the tests do
	FUZZ_EXAMPLES=5000 $(BIN)/python -m pytest tests/unit/server/public/test_fuzz.py

quality: .venv/dev  ## how good the matches are, beside the method of 2018, e.g. make quality DATA=folder
	$(BIN)/python -m tests.benchmarks.quality --cache runs/quality/visitors.npz \
		$(if $(DATA),--data $(DATA) --page docs/quality.md)

choose: .venv/dev  ## try other parameters of the matching, on people kept out of the collection (DATA)
	$(BIN)/python -m tests.benchmarks.quality.choose --data $(DATA) --cache runs/quality/development.npz

load: .venv/dev server/page/index.html  ## visitors against the production server with 80,000 photos (SECONDS, VISITORS)
	$(BIN)/python -m tests.benchmarks.load_match --seconds $(or $(SECONDS),15) --visitors $(or $(VISITORS),1 10 50 200)

bench-ingest: .venv/dev  ## report photos per second and memory of an import, e.g. make bench-ingest N=1000
	$(BIN)/python -m tests.benchmarks.bench_ingest --photos $(or $(N),1000)

fuzz-uploads: .venv/dev  ## broken files through the door of the library, e.g. make fuzz-uploads N=2000 SEED=1
	$(BIN)/python tests/benchmarks/fuzz_uploads.py --files $(or $(N),2000) --seed $(or $(SEED),1)

test-database: .venv/dev  ## the server's tests on another database, e.g. make test-database URL=postgresql+psycopg://me@host/postgres
	@$(BIN)/python -c 'import psycopg' 2>/dev/null || $(BIN)/pip install -q --disable-pip-version-check -e '.[postgresql]'
	MIRROR_TEST_DATABASE_URL=$(URL) $(BIN)/python -m pytest tests/unit/server/test_*.py \
		$(foreach part,collection desk exchange intake people public search,tests/unit/server/$(part)) \
		--deselect tests/unit/server/intake/test_kills.py

train: .venv/dev  ## train, e.g. make train CONFIG=v1_075 DATA=folder
	$(BIN)/python -m converter train --config $(CONFIG) --data-root $(DATA)

golden: .venv/dev  ## write the golden files that Python and TypeScript share
	$(BIN)/python -m converter golden

lock:  ## pin the dependencies anew (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --no-annotate --no-header \
		pyproject.toml --extra train --extra test -o requirements-dev.lock
	uv pip compile -q --upgrade --universal --python-version 3.11 --no-annotate --no-header \
		pyproject.toml -c requirements-dev.lock -o requirements.lock

wheel: .venv/runtime server/page/index.html  ## dist/*.whl with page and network inside
	$(BIN)/pip wheel -q --no-deps -w dist .

clean:  ## remove what was built, but not the instance folder
	rm -rf .venv web/node_modules server/page dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Move Mirror needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Install one, then run: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv" >&2
	@$(PYTHON) -m venv .venv

# pip is silent but for errors; the editable install only puts the command `move-mirror` into .venv.
.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the runtime" >&2
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	@echo "Installing the tools for tests and training" >&2
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.lock
	@touch $@

.venv/bench: .venv/dev pyproject.toml
	@$(BIN)/pip install -q --disable-pip-version-check -c requirements-dev.lock -e '.[bench]'
	@touch $@

web/node_modules/.stamp: web/package-lock.json | .venv/bin/python
	@echo "Installing what the page is made of" >&2
	@$(NODE) npm --prefix web ci --no-audit --no-fund --loglevel=error >&2
	@touch $@

server/page/index.html: web/node_modules/.stamp $(PAGE_SOURCES)
	@echo "Building the page" >&2
	@$(NODE) npm --prefix web run build --silent -- --logLevel=warn >&2
	@touch $@
