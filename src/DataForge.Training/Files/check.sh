#!/usr/bin/env bash
# Checks this folder from its files: hashes, row counts, columns, lengths, gold answers; prints three rows.
# Needs Python 3 and the suite's tools on PATH, or their folder in FORGE_BIN.
set -euo pipefail
cd "$(dirname "$0")"
bin=${FORGE_BIN:+$FORGE_BIN/}
python3 check.py files
rows=$(mktemp) && trap 'rm -f "$rows"' EXIT
files=$(python3 check.py data)
# shellcheck disable=SC2086 # names of data files hold no blanks
"${bin}forge-rows" convert --quiet $files >"$rows"
python3 check.py rows <"$rows"
if python3 check.py has-gold; then
    python3 check.py golds <"$rows" | "${bin}forge-grade" --quiet --gold-field gold --answer-field answer | python3 check.py graded
fi
echo "check: everything holds"
