# Two commands set everything up: `make serve` and `make test`. Only python3 >= 3.11 (with venv) and make are assumed.

PYTHON ?= python3
BIN := .venv/bin
DATA_DIR ?= ./data
HOST ?= 127.0.0.1
PORT ?= 8000
export DATA_DIR HOST PORT

.DEFAULT_GOAL := help
.PHONY: help serve dev test test-postgres test-both programs lint fuzz audit check-content screenshots pictures bench bench-growth load load-live doctor appoint lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  HOST, PORT, DATA_DIR and SITE_URL change where it serves and keeps its data; see .env.example."

.venv/serve.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/serve.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

serve: .venv/serve.stamp ## set up and serve the site at http://HOST:PORT
	@exec $(BIN)/python manage.py serve

dev: export DEBUG = 1
dev: .venv/dev.stamp ## serve with autoreload and the debug page, for working on the site
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_course
	@$(BIN)/python manage.py runserver $(HOST):$(PORT)

programs: # what tests need beside Python: Chromium, PostgreSQL, nginx and libfaketime, installed and not started
	@sh tests/browser/find-chromium.sh
	@sh tests/find-postgres.sh
	@sh tests/find-nginx.sh
	@sh tests/find-faketime.sh

test: .venv/dev.stamp programs ## run the whole suite, real-browser tests included
	@$(BIN)/python -m pytest

test-postgres: .venv/dev.stamp programs ## all of it that has a database, on a PostgreSQL of its own
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest

test-both: .venv/dev.stamp programs ## both of them, as before a change lands
	@$(BIN)/python -m tests.suites

lint: .venv/dev.stamp ## ruff, mypy, djade, import walls, migrations, deploy checks, content
	@sh tests/lint.sh

fuzz: .venv/dev.stamp ## hostile requests to every form and address of a site of its own; REQUESTS, SEED, POSTGRES=1
	@$(BIN)/python -m tests.fuzz --requests $(or $(REQUESTS),50000) --seed $(or $(SEED),1) $(if $(POSTGRES),--postgres)

audit: ## ask for advisories against everything in the lock; needs the internet
	@sh tests/audit.sh

check-content: .venv/dev.stamp ## read every content file, report every problem, write nothing
	@$(BIN)/python manage.py load_course --check

screenshots: .venv/dev.stamp ## a contact sheet of every page, light and dark, phone and desktop, in screenshots/
	@sh tests/browser/find-chromium.sh
	@$(BIN)/python -m tests.browser.screenshots

pictures: .venv/dev.stamp ## the pictures of docs/authoring.md and docs/classroom.md, taken anew
	@sh tests/browser/find-chromium.sh
	@$(BIN)/python -m tests.browser.pictures

bench: .venv/dev.stamp ## measure the site beside a bare floor in the same run
	@$(BIN)/python -m tests.load.bench

bench-growth: .venv/dev.stamp ## pages with 10 to 50,000 learners and 10,000,000 answers; FOLDER keeps the sites
	@sh tests/find-postgres.sh
	@$(BIN)/python -m tests.load.bench --growth $(if $(FOLDER),--folder $(FOLDER))

load: .venv/dev.stamp ## a school at work: 500 learners, 2,000, and 200 who sign in; LOAD="--minutes 1" is a trial
	@$(BIN)/python -m tests.load.classroom $(LOAD)

load-live: .venv/dev.stamp ## a live session with 300 phones beside a bare floor; PHONES and QUESTIONS change it
	@$(BIN)/python -m tests.load.live --phones $(or $(PHONES),300) --questions $(or $(QUESTIONS),20)

doctor: .venv/serve.stamp ## look at settings, disk, database, clock, content and backups, and say what to do
	@$(BIN)/python manage.py doctor

appoint: .venv/serve.stamp ## give an account a role: make appoint NAME=ada ROLE=instructor
	@$(BIN)/python manage.py appoint "$(NAME)" "$(ROLE)"

lock: .venv/dev.stamp ## write the locks anew from pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --output-file requirements.txt pyproject.toml
	@$(BIN)/pip-compile --quiet --strip-extras --extra dev --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --output-file requirements-dev.txt pyproject.toml

clean: ## remove the environment and caches; the data folder stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis screenshots
