if [ -z "${FORGE_GRADE:-}" ]; then # the grader, for as long as the training runs
    socket=$(mktemp -d)/grade.sock
    export FORGE_GRADE=unix:$socket
    "${bin}forge-grade" --serve "$FORGE_GRADE" --undecided wrong &
    grader=$!
    trap 'kill "$grader" 2>/dev/null || true; rm -rf "$(dirname "$socket")"' EXIT
fi
python3 reward.py >/dev/null # waits for the grader and tries it
export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH}
