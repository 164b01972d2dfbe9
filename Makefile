# Two commands on a fresh machine: `make demo` and `make test`. Both build .venv from uv.lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= demo-data
CORPUS ?= ../shared/real

.PHONY: demo test lint types contracts rules docs accuracy check clean

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.ready: uv.lock pyproject.toml | $(BIN)/uv
	UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --quiet --frozen --inexact --compile-bytecode
	$(BIN)/python -m compileall -q rules crawler audit output gongkai
	touch $@

demo: $(VENV)/.ready
	$(BIN)/gongkai demo --data $(DATA)

test: $(VENV)/.ready
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready
	$(BIN)/mypy

contracts: $(VENV)/.ready
	$(BIN)/lint-imports

rules: $(VENV)/.ready
	$(BIN)/gongkai rules lint
	$(BIN)/gongkai rules test
	$(BIN)/gongkai rules docs --check
	$(BIN)/python -m output.data_docs --check

docs: $(VENV)/.ready
	$(BIN)/gongkai rules docs
	$(BIN)/python -m output.data_docs

accuracy: $(VENV)/.ready
	$(BIN)/python -m benchmarks.accuracy --corpus $(CORPUS) --check --write

check: lint types contracts rules test

clean:
	rm -rf $(VENV) $(DATA)
