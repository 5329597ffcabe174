#!/usr/bin/env bash
# The bundled models anew: data by forge-seed, language model, samples of it, reward model, figures. Goes on from checkpoints where it was stopped.
# Needs Debian's python3-torch, python3-numpy and libopenblas0-pthread (with the reference BLAS a step takes 50 times as long).
#   NANO_TOKENS    tokens the language model reads in all (20e6)         NANO_WORKERS   processes, one core each (all cores)
#   NANO_PRACTICE  tokens the reward model's trunk reads beyond that (4e6)  NANO_PROBLEMS  problems sampled for the reward model (10000)
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
export PATH="$root/bin:$PATH"
nano=$root/corpora/models/forge-nano
work=${NANO_WORK:-$nano/checkpoints}
workers=${NANO_WORKERS:-$(nproc)} tokens=${NANO_TOKENS:-20e6} problems=${NANO_PROBLEMS:-10000} practice=${NANO_PRACTICE:-4e6}
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 # the matrices are small: two processes of one thread each are twice as fast, two threads are not
python=/usr/bin/python3
$python -c 'import torch, numpy' 2>/dev/null || { echo "nano: torch is missing: apt-get install python3-torch python3-numpy libopenblas0-pthread" >&2; exit 2; }
mkdir -p "$work"
[ -f "$work/train.jsonl" ] || forge-seed --count 60000 --split train --seed 1 --evolve all --out "$work/train.jsonl"
[ -f "$work/test.jsonl" ] || forge-seed --count 1000 --split test --seed 1 --evolve all --out "$work/test.jsonl"

half=$($python -c "print(0.6 * $tokens)")
train() { $python "$nano/train/train.py" --data "$work/train.jsonl" --held-out "$work/test.jsonl" --checkpoints "$work" --workers "$workers" "$@"; }
train --layers 3 --tokens "$half" --fall 0 --plain-share 0.85 --drill-share 0.4
train --layers 6 --tokens "$tokens"

[ -f "$work/rm-problems.jsonl" ] || forge-seed --count "$problems" --split train --seed 21 --out "$work/rm-problems.jsonl"
[ -f "$work/rm-graded.jsonl" ] || forge-sample --model "$nano" --samples 8 --seed 3 --temperature 1.3 --max-tokens 256 < "$work/rm-problems.jsonl" | forge-grade --out "$work/rm-graded.jsonl"
# So sure a model repeats itself: six different solutions of one problem are rare, two are not.
forge-pairs --as rm --min-responses 2 "$work/rm-graded.jsonl" | shuf --random-source=<(yes) > "$work/rm-pairs.jsonl"
# The trunk practises the equations that the language model gets wrong: a judge that errs where the writer errs is none.
train --start "$nano" --out "$work/trunk" --checkpoints "$work/trunk" --practise "$work/rm-graded.jsonl" --drill-share 0.7 --layers 6 --tokens "$practice" --fall 0.45
head -40000 "$work/train.jsonl" > "$work/rm-seeds.jsonl"
$python "$nano/train/reward.py" --pairs "$work/rm-pairs.jsonl" --seeds "$work/rm-seeds.jsonl" --model "$work/trunk" --log "$nano-rm/log.jsonl" --workers "$workers"
cp "$work/trunk/log.jsonl" "$nano-rm/practice.jsonl"
$python "$nano/train/golden.py" "$work/test.jsonl"

"$nano/train/figures.sh"
