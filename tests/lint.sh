#!/bin/sh
# Everything that is checked without running the site. Stops at the first thing that is wrong.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export DATA_DIR="$scratch"
unset SITE_URL DEBUG 2>/dev/null || true

step() { printf '%s\n' "== $*"; }

step "ruff: style and mistakes"
$bin/ruff check .
$bin/ruff format --check .
step "mypy: types, strict"
$bin/mypy
step "djade: templates"
find templates -name '*.html' -print0 | xargs -0 $bin/djade --target-version 5.2 --check
step "import walls"
$bin/lint-imports --no-cache
step "hadolint: the image"
$bin/hadolint --no-color --failure-threshold style Dockerfile
step "migrations"
$bin/python manage.py makemigrations --check --dry-run
step "deploy checks, https profile"
SITE_URL=https://course.example $bin/python manage.py check --deploy --fail-level WARNING
step "content"
$bin/python manage.py load_course --check
