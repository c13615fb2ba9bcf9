# make run    the portal on this machine, with practice data: http://localhost:8000 (PORT=8001 make run)
# make test   everything that must hold before a change is taken
# make help   all commands

PYTHON ?= python3.11
BIN := .venv/bin
PORTAL := $(BIN)/python manage.py portal
DATA ?= .data
SECONDS ?= 180
export PYTHON

.PHONY: help run test setup libraries lint bench chaos lock audit sbom
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: setup libraries ## the portal in the foreground, Ctrl+C ends it
	@exec $(PORTAL)

setup: ## Python environment with the locked dependencies
	@scripts/setup.sh

libraries:
	@scripts/system_libraries.sh

lint: setup ## style, types, layers, known bad habits, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html' '*/templates/*.html')
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r kinderschutz network agreements cases manage.py scripts
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

test: lint ## lint, then all tests with real PostgreSQL, Redis, SMTP and browser
	@scripts/system_libraries.sh tests
	KINDERSCHUTZ_DATA=$(DATA)/test $(PORTAL) --bare --forgetful -- $(BIN)/pytest -n 2 --create-db $(ARGS)

chaos: setup ## three minutes of random kills with figures as a JSON line, then the long fault tests
	@scripts/system_libraries.sh tests
	@$(BIN)/python -m tests.faults.chaos --seconds $(SECONDS)
	KINDERSCHUTZ_DATA=$(DATA)/chaos $(PORTAL) --bare -- $(BIN)/pytest --create-db -m long tests/faults $(ARGS)

bench: setup ## figures as JSON lines
	@KINDERSCHUTZ_DATA=$(DATA)/bench $(PORTAL) --bare -- $(BIN)/python -m tests.bench.run $(ARGS)

audit: setup ## known advisories about the locked versions; 0 none, 1 some, 2 not all could be asked about
	@$(BIN)/python scripts/audit.py

sbom: setup ## the list of parts of a release (CycloneDX) from the lock file, .data/sbom.json
	@mkdir -p $(DATA)
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements requirements/runtime.txt \
		--pyproject pyproject.toml --of JSON --output-reproducible -o $(DATA)/sbom.json

lock: ## locks the dependencies of pyproject.toml anew, with hashes
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile pyproject.toml --extra embedded --extra dev --generate-hashes \
		--python-version 3.11 --custom-compile-command "make lock" -q -o requirements/dev.txt
	.venv/lock/bin/uv pip compile pyproject.toml --generate-hashes -c requirements/dev.txt \
		--python-version 3.11 --custom-compile-command "make lock" -q -o requirements/runtime.txt
	.venv/lock/bin/uv pip compile pyproject.toml --extra backup --generate-hashes -c requirements/dev.txt \
		--python-version 3.11 --custom-compile-command "make lock" -q -o requirements/backup.txt
