#!/bin/sh
# Known advisories against what the site is made of: every package of the locks, and the vendored htmx. Needs the
# internet: PyPI's JSON and, where npm is installed, npm's registry. Ends 1 where something is known or could not be
# asked, because "nobody answered" is no "nothing is known".
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check pip-audit==2.10.1
found=0
for lock in requirements.txt requirements-dev.txt; do
    echo "== $lock"
    "$scratch/venv/bin/pip-audit" --strict --disable-pip --requirement "$lock" || found=1
done

version=$(ls static/vendor | sed -n 's/^htmx-\(.*\)\.min\.js$/\1/p')
echo "== htmx.org $version"
if command -v npm >/dev/null; then
    printf '{"name":"audit","version":"1.0.0","private":true,"dependencies":{"htmx.org":"%s"}}\n' "$version" >"$scratch/package.json"
    (cd "$scratch" && npm install --package-lock-only --ignore-scripts --silent && npm audit) || found=1
else
    echo "npm is not installed: look at https://github.com/bigskysoftware/htmx/security/advisories" && found=1
fi
exit $found
