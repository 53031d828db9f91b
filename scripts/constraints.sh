#!/bin/sh
# Writes constraints.txt: the newest versions that fit setup.cfg, for the runtime and for development.
set -e
python=${1:-python3}
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$python" -m venv "$fresh/venv"
"$fresh/venv/bin/python" -m pip --disable-pip-version-check --quiet install -e '.[dev]'
{
    echo "# Written by make constraints; make install and make run use it."
    "$fresh/venv/bin/python" -m pip freeze --all --exclude pip --exclude-editable
} > "$fresh/constraints.txt"
cp "$fresh/constraints.txt" constraints.txt
