#!/bin/sh
# Makes .venv, or repairs a half-made one. $1: the Python to use. One line says what is missing.
python=${1:-python3}
say() { echo "$*" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 ||
    say "Python is missing: sudo apt install -y python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    say "Python 3.11 or newer is needed, $("$python" -V 2>&1) found: install a newer one and run: make PYTHON=python3.11 run"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    say "The venv module is missing: sudo apt install -y python3-venv"

[ -d .venv ] && ! .venv/bin/python -c 'import pip' 2>/dev/null && {
    echo "The .venv here is half-made: making it again."
    rm -rf .venv
}
[ -d .venv ] || { echo "Making .venv ..."; "$python" -m venv .venv; }
