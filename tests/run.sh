#!/usr/bin/env bash
# Builds and runs every test project, two at a time at most, and ends with one line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/.."
log=artifacts/test-logs
rm -rf "$log" && mkdir -p "$log"
tests/prerequisites.sh
failed_builds=0
if ! dotnet format whitespace DataForge.sln --verify-no-changes --no-restore --exclude node_modules/ >"$log/format.log" 2>&1; then
    echo "format: run make format" >&2
    head -n 20 "$log/format.log" >&2
    failed_builds=1
fi
if ! dotnet build DataForge.sln -c Release -v quiet -nodeReuse:false >"$log/build.log" 2>&1; then
    grep -E 'error|warning' "$log/build.log" | sort -u | head -n 40 >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi
passed=0 failed=$failed_builds skipped=0
for project in tests/DataForge.*.Tests; do
    name=$(basename "$project")
    program=artifacts/bin/$name/release/$name
    echo "== $name"
    "$program" -noColor -parallel none >"$log/$name.log" 2>&1
    status=$?
    grep -E '\[FAIL\]|\[SKIP\]' "$log/$name.log" | sed 's/^ */  /'
    grep -A1 -E '\[SKIP\]' "$log/$name.log" | grep -vE '\[SKIP\]|^--' | sort | uniq -c | sort -rn | head -n 5
    summary=$(grep -E 'Total: [0-9]+, Errors:' "$log/$name.log" | tail -n 1)
    if [ -z "$summary" ]; then
        echo "  the runner gave no summary (exit $status):"; tail -n 30 "$log/$name.log"
        failed=$((failed + 1)); continue
    fi
    echo "  $(echo "$summary" | sed -E 's/^ +//')"
    figure() { echo "$summary" | sed -E "s/.*$1: ([0-9]+).*/\1/"; }
    total=$(figure Total) errors=$(figure Errors) fails=$(figure Failed) skips=$(figure Skipped)
    [ "$fails" -gt 0 ] || [ "$errors" -gt 0 ] && sed -n '/\[FAIL\]/,$p' "$log/$name.log" | head -n 80
    passed=$((passed + total - fails - skips)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
