# `make` alone lists what can be done. Everything works in a fresh clone: each target first makes what it needs.
SHELL := /bin/bash
PORT ?= 8000
BIN := .venv/bin
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo run test bench lint format types messages lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Serve the whole site with synthetic people at http://127.0.0.1:8000 (another port: make demo PORT=8001)
	@.ci/demo

run: ## Serve the site for development, with debug pages and reloading, on the demo's data
	@.ci/environment base
	@mkdir -p var
	@$(BIN)/python manage.py migrate -v0
	@$(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

test: ## Check everything: style, types, migrations, translations, tests; say what was left out
	@.ci/test

bench: ## Measure pages, places, papers and files beside the least they could cost (one goal: make bench ONLY=P9)
	@.ci/environment production
	@ONLY="$(ONLY)" FULL="$(FULL)" $(BIN)/python -m benchmarks

lint: ## Check the style of Python and templates
	@.ci/environment test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates

format: ## Put Python into its one format
	@.ci/environment test
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

types: ## Check the types
	@.ci/environment test
	@$(BIN)/mypy

messages: ## Collect the strings to translate and compile the catalogues (needs gettext)
	@.ci/environment test
	@env -u DJANGO_SETTINGS_MODULE $(BIN)/python -m django makemessages -l fi -l sv --add-location file --no-obsolete \
		--ignore .venv --ignore var --ignore tests --ignore benchmarks
	@$(BIN)/pybabel compile -D django -d locale

LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --only-binary :all:

lock: ## Resolve the dependencies again into requirements/*.txt, with hashes (needs uv; newer ones: make lock UPGRADE=--upgrade)
	@command -v uv > /dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	@$(LOCK) $(UPGRADE) -o requirements/base.txt
	@$(LOCK) $(UPGRADE) --extra production -c requirements/base.txt -o requirements/production.txt
	@$(LOCK) $(UPGRADE) --extra production --extra test -c requirements/base.txt -o requirements/test.txt
