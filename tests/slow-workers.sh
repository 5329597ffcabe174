#!/usr/bin/env bash
# Ten workers of one run, two of them ten times slower, over 96 parts: wall time from the first part's start to the last one's end, and its ratio to the ideal, in which no worker waits.
# Usage: tests/slow-workers.sh [SECONDS of a part, 4]; takes about 15 parts' time.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-4} forge=${FORGE:-$PWD/bin/forge} folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/run.yaml" <<'YAML'
forge: 1
stages:
  - a: sh -c 'sleep "$PART_SECONDS"; cat'
    in: rows.jsonl
    shards: 96
YAML
for i in $(seq 960); do echo "{\"problem_id\":\"p$i\"}"; done > "$folder/rows.jsonl"
"$forge" run "$folder/run.yaml" --work "$folder/work" --print-k8s > "$folder/job.yaml"
for i in $(seq 10); do
  slow=$([ "$i" -le 2 ] && echo 10 || echo 1)
  PART_SECONDS=$(awk "BEGIN {print $seconds * $slow}") "$forge" work --quiet --plan "$folder/work/plan.json" &
done
wait
cat "$folder"/work/events/*.jsonl | awk -v part="$seconds" '
  match($0, /"time":"[^"]*"/) {split(substr($0, RSTART + 8, RLENGTH - 9), t, /[T:+Z]/); at = t[2] * 3600 + t[3] * 60 + t[4]; if (first == "" || at < first) first = at}
  /^{"kind":"Done"/ {done++; if (at > last) last = at}
  END {ideal = 96 * part / 8.2; printf "%d parts, wall %.1f s, ideal %.1f s, ratio %.2f\n", done, last - first, ideal, (last - first) / ideal}'
