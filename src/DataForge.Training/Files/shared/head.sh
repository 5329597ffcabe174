#!/usr/bin/env bash
# Trains from this folder. Versions are checked first; the configuration names everything that decides the result.
# These files were checked against the loaders' recorded columns and were never run with the trainer itself.
set -euo pipefail
cd "$(dirname "$0")"
[ -f manifest.json ] || { echo "train: manifest.json is missing: the folder is not whole" >&2; exit 2; }
[ -n "${FORGE_ANY_VERSION:-}" ] || python3 check.py versions
bin=${FORGE_BIN:+$FORGE_BIN/}
