# Everything that is done often, in one word each; `make help` lists it.
# What tests and checks run stands in .ci/run, so that here and there are the same.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(name) -c \
	'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
# An environment is used when its interpreter runs and it was made at this place.
USABLE := $(shell $(BIN)/python -c '' 2>/dev/null && head -2 $(BIN)/pip | grep -oF "$(CURDIR)/$(VENV)/")
FLASK := $(BIN)/flask --app wsgi
HOST ?= 127.0.0.1
PORT ?= 8178
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

CATALOGUES := $(wildcard inspect178/translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help environment setup setup-dev run test test-fast lint types translations browser db-upgrade db-new \
	demo sure bench bench-pages bench-field bench-sync soak worlds field-points try-import screenshots clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | \
		while IFS="$$(printf '\t')" read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

run: setup translations  ## the program with demo data at http://127.0.0.1:8178 (PORT=… changes it)
	@INSPECT178_MODE=$${INSPECT178_MODE:-demo}; export INSPECT178_MODE; set -e; \
	$(FLASK) prepare --demo; \
	echo "inspect178 is at http://$(HOST):$(PORT) (stop with Ctrl-C)"; \
	exec $(BIN)/gunicorn --bind $(HOST):$(PORT) --worker-class gthread --workers 2 --threads 4 \
		--no-control-socket --log-level warning wsgi:app

test:  ## everything: checks, then the whole suite on SQLite, PostgreSQL and in Chromium
	@.ci/run

sure: test  ## the same as `make test`

test-fast: setup-dev translations  ## the suite on SQLite only and without a browser
	@$(BIN)/pytest -n 2 --dist loadfile -m "not browser and not postgres"

lint: setup-dev  ## ruff (rules and layout) and the import contracts
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: setup-dev  ## mypy, strict where pyproject.toml says so
	@$(BIN)/mypy

translations: $(COMPILED)  ## compile the texts shown to people

demo: setup translations  ## fill an empty database with the demo
	@INSPECT178_MODE=demo $(FLASK) db upgrade
	@INSPECT178_MODE=demo $(FLASK) demo

db-upgrade: setup  ## bring the database to the newest migration
	@$(FLASK) db upgrade

db-new: setup-dev  ## draft the next migration from the models: make db-new NAME=what_changes
	@test -n "$(NAME)" || { echo "Say what changes: make db-new NAME=what_changes" >&2; exit 2; }
	@number=$$(printf '%04d' $$(($$(ls migrations/versions/[0-9]*.py 2>/dev/null | wc -l) + 1))); \
	$(FLASK) db revision --autogenerate --rev-id "$$number" --message "$(NAME)" && \
	echo "$$number" > migrations/.current-head
	@$(BIN)/ruff format --quiet migrations && $(BIN)/ruff check --quiet --fix migrations

bench: setup-dev translations  ## figures at national size, beside the raw SQL's time
	@$(BIN)/python -m bench.national

bench-pages: setup-dev translations  ## how quickly every page of the demo answers
	@$(BIN)/python -m bench.pages

bench-field: setup-dev translations browser  ## how quickly the tablet starts and answers, CPU slowed down, and a day over a bad network
	@$(BIN)/python -m bench.field

worlds: setup-dev translations  ## thousands of random worlds against the second computation: make worlds N=4000
	@WORLDS=$(or $(N),4000) $(BIN)/pytest -q -n 2 tests/coverage/test_second_computation.py

soak: setup-dev translations  ## hours of the tablets' protocol: 20,000 programs, 300 on the real server, 1,000 kills
	@PROGRAMS=$(or $(PROGRAMS),20000) $(BIN)/pytest -q -n 0 tests/devices/test_model.py
	@REAL_PROGRAMS=$(or $(REAL_PROGRAMS),300) $(BIN)/pytest -q -n 0 tests/devices/test_real_protocol.py
	@KILLS=$(or $(KILLS),1000) $(BIN)/pytest -q -n 0 -s tests/devices/test_killed.py

bench-sync: setup-dev translations  ## how many records of tablets are taken in a second, and where the time goes
	@$(BIN)/python -m bench.sync

field-points: setup-dev translations browser  ## the tablet's browser killed at many points: make field-points N=200
	@FIELD_POINTS=$(or $(N),200) $(BIN)/pytest -q -n 0 tests/field/test_interruptions.py

try-import: setup translations  ## import real lists and print the counts: make try-import DATA=folder
	@test -n "$(DATA)" || { echo "Say where the lists are: make try-import DATA=folder" >&2; exit 2; }
	@$(BIN)/python -m bench.try_import "$(DATA)"

screenshots: setup-dev translations browser  ## the README's pictures, made by the browser tests
	@$(BIN)/pytest -m browser
	@mkdir -p docs/screenshots && cp test-artifacts/screenshots/readme-*.png docs/screenshots/

clean:  ## remove what was built; the data under instance/ stays
	rm -rf $(VENV) test-artifacts .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f $(COMPILED)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(VENV)/ready-to-run  ## the virtual environment with what the program needs
setup-dev: $(VENV)/ready-to-test  ## the same with what the tests need

environment:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments; install its venv module (Debian: apt install python3-venv)." >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

$(VENV)/ready-to-run: requirements.txt $(if $(USABLE),,environment)
	@echo "installing what the program needs"
	@$(BIN)/pip install --quiet -r requirements.txt
	@touch $@

$(VENV)/ready-to-test: requirements-dev.txt $(VENV)/ready-to-run
	@echo "installing what the tests need"
	@$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(VENV)/ready-to-run
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --locale=$(word 3,$(subst /, ,$<))

browser: setup-dev
	@$(BIN)/python -c 'from tests.browser import find_chromium; find_chromium()' 2>/dev/null || .ci/install-chromium
