#!/usr/bin/env bash
# Builds and runs the tests, half as many jobs again as there are cores at a time (many wait), and ends with one line: N passed, N failed, N skipped.
# A job is a test project, or a class of DataForge.Tools.Tests, which runs the built tools and takes longest. ONLY=REGEX takes
# the jobs whose name it matches.
set -u
cd "$(dirname "$0")/.."
log=artifacts/test-logs

# One job: its log, and a summary of it on standard output once it has ended.
if [ "${1:-}" = --job ]; then
    name=$2 class=${3:-}
    if [ "$name" = format ]; then
        dotnet format whitespace --folder . --verify-no-changes --include src/ tools/ tests/ docs/ >"$log/format.log" 2>&1 && touch "$log/format.ok" && exit 0
        flock "$log" sh -c "echo 'format: run make format'; head -n 20 $log/format.log"
        exit 0
    fi
    title=$name${class:+ ${class##*.}}
    file=$log/${title/ /.}.log
    program=artifacts/bin/$name/release/$name # with the default action of Ctrl-C, which a background shell ignores
    env --default-signal=INT "$program" -noColor -parallel none ${class:+-class "$class"} >"$file" 2>&1
    status=$?
    {
        summary=$(grep -E 'Total: [0-9]+, Errors:' "$file" | tail -n 1 | sed -E 's/.*(Total: )/\1/')
        echo "== $title: ${summary:-no summary (exit $status)}"
        grep -A1 -E '\[SKIP\]' "$file" | grep -vE '\[SKIP\]|^--' | sort | uniq -c | sort -rn | head -n 5
        if [ -z "$summary" ]; then
            tail -n 30 "$file"
        elif [ "$status" -ne 0 ]; then
            grep -vE '\[SKIP\]' "$file" | sed -n '/\[FAIL\]/,$p' | head -n 120
        fi
    } >"$file.summary"
    flock "$log" cat "$file.summary"
    exit 0
fi

rm -rf "$log" && mkdir -p "$log"
tests/prerequisites.sh
if ! dotnet build DataForge.sln -c Release -v quiet -nodeReuse:false -p:UseSharedCompilation=true >"$log/build.log" 2>&1; then
    grep -E 'error|warning' "$log/build.log" | sort -u | head -n 40 >&2
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi
tools=DataForge.Tools.Tests
echo "random samples are drawn with DATAFORGE_SEED=${DATAFORGE_SEED:=1}"
export DATAFORGE_SEED

# The longest jobs first, so that the cores end their work at about the same time.
long='RunFaultTests|ManifestReplayMoreTests|ManifestReplayTests|SweepTests|GoldenTests|CrashPointTests|BundledModelTests|PackTests|SampleToolTests|SlurmTests|CompletionTests|SuiteFrontTests|DataForge.Models.Tests|DataForge.Answers.Tests|DataForge.Formats.Tests|DataForge.Text.Tests|DataForge.Browser.Tests'
{
    for project in tests/DataForge.*.Tests; do
        name=$(basename "$project")
        [ "$name" = $tools ] || echo "$name"
    done
    artifacts/bin/$tools/release/$tools -list classes | grep -E '^DataForge\.' | sed "s/^/$tools /"
} | grep -E "${ONLY:-.}" >"$log/jobs"
{ grep -E "($long)\$" "$log/jobs"; grep -vE "($long)\$" "$log/jobs"; } | { cat; echo format; } | tr '\n' '\0' |
    xargs -0 -P "${JOBS:-$((($(nproc) * 3 + 1) / 2))}" -I{} bash -c 'exec tests/run.sh --job {}'

passed=0 failed=0 skipped=0
[ -e "$log/format.ok" ] || failed=1
while read -r name class; do
    file=$log/$name${class:+.${class##*.}}.log
    summary=$(grep -E 'Total: [0-9]+, Errors:' "$file" 2>/dev/null | tail -n 1)
    [ -n "$summary" ] || { failed=$((failed + 1)); continue; }
    figure() { echo "$summary" | sed -E "s/.*$1: ([0-9]+).*/\1/"; }
    total=$(figure Total) errors=$(figure Errors) fails=$(figure Failed) skips=$(figure Skipped)
    passed=$((passed + total - fails - skips)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
done <"$log/jobs"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
