#!/usr/bin/env bash
# Figures of the bundled models on problems that training never saw. Usage: figures.sh [PROBLEMS=500] [EVOLVED=100] [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
export PATH="$root/bin:$PATH"
models=$root/corpora/models
problems=${1:-500} evolved=${2:-100} out=${3:-$root/artifacts/nano-figures}
mkdir -p "$out"
cd "$out"
for split in test hard; do
    forge-seed --count "$problems" --split $split --seed 11 --quiet > $split.jsonl
    forge-sample --model "$models/forge-nano" --samples 1 --temperature 0 --max-tokens 256 --quiet < $split.jsonl | forge-grade --quiet > $split-greedy.jsonl
    forge-sample --model "$models/forge-nano" --samples 8 --temperature 1.3 --seed 2 --max-tokens 256 < $split.jsonl | forge-grade --quiet > $split-8.jsonl
    if [ -f "$models/forge-nano-rm/config.json" ]; then
        forge-score --model "$models/forge-nano-rm" < $split-8.jsonl > $split-scored.jsonl
    else
        forge-score --model "$models/forge-nano" --method logprob < $split-8.jsonl > $split-scored.jsonl
    fi
    echo "== $split: greedy"
    forge-eval --k 1 --metrics pass $split-greedy.jsonl
    echo "== $split: 8 samples"
    forge-eval --k 1,8 $split-scored.jsonl
done
echo "== evolution, by kind"
forge-seed --count "$evolved" --split test --seed 12 --quiet > parents.jsonl
forge-evolve --model "$models/forge-nano" --temperature 0 --max-tokens 160 --rejects evolve-rejects.jsonl --max-failures 1000000 < parents.jsonl | forge-seed solve > evolved.jsonl
