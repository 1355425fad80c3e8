# The two commands to know: `make demo` and `make test`. Everything else is in `make help`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help setup demo test check format docs bench chaos fuzz lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with everything and the `portcullis` command

$(READY): requirements-dev.lock pyproject.toml tools/prerequisites
	@PYTHON="$(PYTHON)" tools/prerequisites
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing pinned packages into .venv (PyICU is compiled once: about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY) ## Screen sample events with a broker inside; alerts on screen
	@$(BIN)/portcullis demo

test: $(READY) ## Run all tests; what needs a service that is absent skips and says so
	@$(BIN)/pytest

check: $(READY) ## Format, lint, types, import rules, docs in step
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@for part in streams.events.schema sharing.document tools.samples tools.reference tools.dashboards; do $(BIN)/python -m $$part --check || exit 1; done

format: $(READY) ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(READY) ## Write what is generated: schemas, tables of docs/, samples
	@for part in streams.events.schema tools.samples tools.reference tools.dashboards; do $(BIN)/python -m $$part --write || exit 1; done
	@$(BIN)/python -m sharing.document

bench: $(READY) ## Quality and speed, as JSON and tables (real lists needed for some)
	@$(BIN)/python -m bench peers --install
	@$(BIN)/python -m bench all

chaos: $(READY) ## Ten minutes of faults on a real Kafka: what is lost, doubled, misled
	@$(BIN)/python -m bench chaos

fuzz: $(READY) ## Fuzz every loader of lists, two minutes each (SECONDS=600 for longer)
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[fuzz]'
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),120)

lock: $(READY) ## Pin dependencies anew, with hashes
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header --extra dev -o requirements-dev.lock pyproject.toml

clean: ## Remove .venv and everything that commands wrote
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
