#!/usr/bin/env bash
# The main job as pipes: seeds, evolve, sample, score, vote, decontaminate, pack; then a table of what happened.
# Usage: manifests/demo.sh [WORK_FOLDER]. DATAFORGE_MODEL names the model; without it the bundled one is used.
#   DATAFORGE_RM        reward model; without it (and without the bundled one) samples are scored by their mean log-probability
#   DATAFORGE_SEEDS     seed problems (30; 6 with a model that is not bundled)      DATAFORGE_SAMPLES   samples a problem (8; 4)      DATAFORGE_TOKENS   tokens a sample (256)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$root/bin:$PATH"
bundled=$root/corpora/models/forge-nano
model=${DATAFORGE_MODEL:-}
[ -n "$model" ] || { [ -f "$bundled/config.json" ] && model=$bundled; } || {
    echo "demo: no model: this checkout has none bundled under corpora/models/forge-nano. Set DATAFORGE_MODEL to a Hugging Face directory or a .gguf of the Llama or Qwen2 family." >&2
    exit 2
}
prompts=()
[ "$model" = "$bundled" ] && prompts=(--prompts "$bundled/prompts") # it was trained on prompts of its own
scorer=${DATAFORGE_RM:-}
[ -n "$scorer" ] || { [ "$model" = "$bundled" ] && [ -f "$bundled-rm/config.json" ] && scorer=$bundled-rm; } || true
if [ "$model" = "$bundled" ]; then seeds=30 samples=8; else seeds=6 samples=4; fi
seeds=${DATAFORGE_SEEDS:-$seeds} samples=${DATAFORGE_SAMPLES:-$samples} tokens=${DATAFORGE_TOKENS:-256}
work=${1:-$root/artifacts/demo}
rm -rf "$work" && mkdir -p "$work"
cd "$work"
begun=$(date +%s.%N)
say() { printf 'demo: %s\n' "$*" >&2; }

say "seed problems with known answers; four copies of test problems are planted among them"
forge-seed --count "$seeds" --split train --seed 1 --quiet > seeds.jsonl
forge-seed --count 200 --split test --seed 2 --quiet > seed-test.jsonl
head -n 4 seed-test.jsonl > planted.jsonl

say "evolve, sample, score: $(basename "$model")"
cat seeds.jsonl planted.jsonl > problems.jsonl
forge-evolve --model "$model" ${prompts[@]+"${prompts[@]}"} --seed 1 --max-tokens "$tokens" --rejects evolve.rejects.jsonl --max-failures 1000000 < seeds.jsonl | forge-seed solve > evolved.jsonl
if [ -n "$scorer" ]; then score=(--model "$scorer" --method head ${prompts[@]+"${prompts[@]}"}); else score=(--model "$model" --method logprob); fi
sampling=$(date +%s.%N)
cat problems.jsonl evolved.jsonl |
    forge-sample --model "$model" --samples "$samples" --seed 1 --max-tokens "$tokens" --rejects sample.rejects.jsonl |
    tee samples.jsonl | forge-score "${score[@]}" --rejects score.rejects.jsonl > scored.jsonl
sampled=$(date +%s.%N)

say "vote, decontaminate, pack"
forge-vote --weight sigmoid --votes votes.jsonl --rejects vote.rejects.jsonl < scored.jsonl > voted.jsonl
# The test split shares its templates with the seeds by design, so only the exact tier counts there; the benchmarks get every tier.
forge-decontam --benchmark seed-test=seed-test.jsonl --tiers exact --rejects seed-test.rejects.jsonl < voted.jsonl |
    forge-decontam --suite qwen2.5-math --rejects suite.rejects.jsonl > kept.jsonl
cat seed-test.rejects.jsonl suite.rejects.jsonl > decontam.rejects.jsonl
forge-pack --out shards --name demo --rejects pack.rejects.jsonl kept.jsonl
{ grep '"answer_source":"gold"' kept.jsonl || true; } | forge-grade > graded.jsonl
ended=$(date +%s.%N)

rows() { if [ -f "$1" ]; then wc -l < "$1"; else echo 0; fi; }
reasons() { [ -f "$1" ] && grep -o '"reject":{"stage":"[^"]*","rule":"[^"]*"' "$1" | sed 's/.*"rule":"//; s/"$//' | sort | uniq -c | awk '{ printf "%s%s %s", sep, $2, $1; sep = ", " }'; }
line() { printf '%-12s %8s %8s   %s\n' "$1" "$2" "$3" "$4"; }
line stage "rows in" "rows out" "dropped, by rule"
line evolve "$(rows seeds.jsonl)" "$(rows evolved.jsonl)" "$(reasons evolve.rejects.jsonl)"
line sample "$(($(rows problems.jsonl) + $(rows evolved.jsonl)))" "$(rows samples.jsonl)" "$(reasons sample.rejects.jsonl)"
line score "$(rows samples.jsonl)" "$(rows scored.jsonl)" "$(reasons score.rejects.jsonl)"
line vote "$(rows scored.jsonl)" "$(rows voted.jsonl)" "$(reasons vote.rejects.jsonl)"
line decontam "$(rows voted.jsonl)" "$(rows kept.jsonl)" "$(reasons decontam.rejects.jsonl)"
line pack "$(rows kept.jsonl)" "$(ls shards/*.parquet | wc -l) shards" "$(reasons pack.rejects.jsonl)"

count() { grep "$1" "$3" | grep -c "$2" || true; }
echo
yield() { printf '%-22s %6s %6s %11s %14s %6s\n' "$@"; }
yield evolution asked new recognised "kept, gradable" right
for kind in change_numbers fractions_percentages combine_concepts conditional complexity; do
    of="\"evolution\":\"$kind\""
    yield "$kind" "$(rows seeds.jsonl)" "$(count "$of" "" evolved.jsonl)" "$(count "$of" '"expected_answer":"' evolved.jsonl)" "$(count "$of" "" graded.jsonl)" "$(count "$of" '"is_correct":true' graded.jsonl)"
done
tokens_drawn=$(grep -o '"num_generated_tokens":[0-9]*' samples.jsonl | awk -F: '{ n += $2 } END { print n + 0 }')
echo
echo "kept rows with a known answer: $(rows graded.jsonl), right: $(count "" '"is_correct":true' graded.jsonl)"
awk -v b="$begun" -v s="$sampling" -v d="$sampled" -v e="$ended" -v t="$tokens_drawn" 'BEGIN { printf "%d tokens sampled and scored at %.0f tokens/s; %.0f seconds from the first seed to the sealed shards\n", t, t / (d - s), e - b }'
echo "everything lies in $work"
