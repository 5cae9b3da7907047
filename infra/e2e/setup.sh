#!/usr/bin/env bash
# Puts the emulator into .venv, in the version of requirements.txt. Does nothing if it is there
# already.
set -euo pipefail
cd "$(dirname "$0")"

stamp=.venv/requirements.txt
if cmp -s requirements.txt "$stamp"; then
  exit 0
fi
python3 -m venv --clear .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
cp requirements.txt "$stamp"
