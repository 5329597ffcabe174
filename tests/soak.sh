#!/usr/bin/env bash
# What is too long for make test, at low priority: every crash point of every tool, 200 kills of the seven-stage pipe, long fuzz runs, 10,000 sandboxed runs.
# Appends a dated line for each to docs/reliability.md; exit 1 when one failed. Hours on two cores. DATAFORGE_SEED draws others.
set -u
cd "$(dirname "$0")/.."
log=artifacts/soak
rm -rf "$log" && mkdir -p "$log"
export DATAFORGE_SEED=${DATAFORGE_SEED:-$(date +%Y%m%d)}
dotnet build DataForge.sln -c Release -v quiet -nodeReuse:false -p:UseSharedCompilation=true >"$log/build.log" 2>&1 || { cat "$log/build.log"; exit 2; }
failed=0

# soak TITLE PROJECT CLASS [VARIABLE=VALUE]
soak() {
    local title=$1 program=artifacts/bin/$2/release/$2 class=$3 began=$SECONDS
    shift 3
    env "$@" nice -n 10 "$program" -noColor -parallel none -showLiveOutput -class "*.$class" >"$log/$class.log" 2>&1
    local status=$? summary
    summary=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+).*/\1 cases, \3 failed, \2 errors/p' "$log/$class.log" | tail -n 1)
    [ "$status" -eq 0 ] || failed=1
    local said
    said=$(grep -m 1 -oE 'seed [0-9]+: [0-9]+ kills.*' "$log/$class.log")
    echo "| $(date +%F) | $(git rev-parse --short HEAD) | $title | $DATAFORGE_SEED | ${summary:-no summary}${said:+; $said} | $((SECONDS - began)) s |" | tee -a docs/reliability.md
}

soak "every crash point and torn write" DataForge.Tools.Tests CrashPointTests DATAFORGE_FAULTS=all
soak "200 kills of the seven-stage pipe" DataForge.Tools.Tests KillTests DATAFORGE_KILLS=200
soak "200 kills of a run's workers and starter" DataForge.Tools.Tests RunKillTests DATAFORGE_RUN_KILLS=200
soak "100,000 pairs of the data files' answers, by key" DataForge.Answers.Tests KeySoakTests DATAFORGE_KEY_PAIRS=100000
soak "fuzz of answers, 200 × 5,000 strings of pieces and 1,000,000 by grammar" DataForge.Answers.Tests FuzzTests DATAFORGE_FUZZ_DRAWS=200 "DATAFORGE_FUZZ=1000000:$DATAFORGE_SEED"
began=$SECONDS
nice -n 10 artifacts/bin/DataForge.Fuzz/release/DataForge.Fuzz all 100000 "$DATAFORGE_SEED" >"$log/fuzz.log" 2>&1 || failed=1
echo "| $(date +%F) | $(git rev-parse --short HEAD) | mutated bytes, 100,000 for each reader | $DATAFORGE_SEED | $(grep -oE '^[a-z]+: .* [0-9]+ faults' "$log/fuzz.log" | sed -E 's/: .*: / /' | paste -sd, -) | $((SECONDS - began)) s |" | tee -a docs/reliability.md
soak "10,000 runs of model-written code of every kind" DataForge.Sandbox.Tests SoakTests DATAFORGE_SANDBOX_RUNS=10000
exit $failed
