#!/usr/bin/env bash
# The check of the CUDA provider, for a machine with an NVIDIA card; no result of it stands in the documents until it ran on one.
#   tests/gpu.sh                       everything: build, libraries, agreement, speed, demo, memcheck
#   tests/gpu.sh agreement speed       some parts, on what was built before
#   tests/gpu.sh pack                  a folder for a machine without SDK and network: artifacts/gpu/take (run bash gpu.sh there)
#   tests/gpu.sh --rehearse [PARTS]    the same parts on the CPU, with bin/ and small sizes: tries this script, says nothing of a card
# CARD=N takes another card than 0. Every line goes to artifacts/gpu/log.txt as well, figures to artifacts/gpu/page.md; what was measured stays when a part fails.
# Exit 0 when all parts held, 1 when one did not, 2 when they could not run.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ -e "$here/bin/forge" ]; then top=$here packed=1; else top=$(dirname "$here") packed=; fi
cd "$top"
out=$top/artifacts/gpu
rehearse=
[ "${1:-}" = --rehearse ] && { rehearse=1; out=$out/rehearsal; shift; }
say() { echo "gpu.sh: $*" | tee -a "$out/log.txt" >&2; }
stop() { echo "gpu.sh: $*" >&2; exit 2; }

if [ "${1:-}" = pack ]; then
    take=$out/take
    rm -rf "$take"
    dotnet publish tools/forge -c Release -v quiet -nodeReuse:false -p:Gpu=true -p:Dist=linux-x64 -r linux-x64 --self-contained true -p:DebugType=none \
        -p:ArtifactsPath="$out/build" -o "$take/bin" || stop "the build failed"
    rm -f "$take"/bin/libonnxruntime_providers_tensorrt.so "$take"/bin/*.pdb
    for tool in "$take"/bin/forge-*.runtimeconfig.json; do cp "$take/bin/forge.deps.json" "${tool%.runtimeconfig.json}.deps.json"; done
    cp -R manifests "$take/manifests" && cp tests/gpu.sh tests/random_qwen2.py "$take/"
    tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner -c take | zstd -q -19 --long=27 -T0 | split -b 60M -d - "$out/take.tar.zst." || stop "packing failed"
    ls -l "$out"/take.tar.zst.*
    echo "there: cat take.tar.zst.* | zstd -d --long=27 | tar x && bash take/gpu.sh"
    exit 0
fi

device=cuda precisions="fp16 bf16" main=bf16 bin=$top/artifacts/gpu/bin
[ -n "$packed" ] && bin=$top/bin
if [ -n "$rehearse" ]; then
    device=cpu precisions="fp32 int8" main=fp32 bin=$top/bin
    [ -x "$bin/forge" ] || stop "bin/ holds no tools: run make build first"
else
    command -v nvidia-smi >/dev/null || stop "no NVIDIA card: nvidia-smi was not found; this check runs on a machine with a card and its driver (--rehearse tries the script on the CPU)"
    cards=$(nvidia-smi --query-gpu=name,memory.total,driver_version,compute_cap --format=csv,noheader 2>&1) && [ -n "$cards" ] ||
        stop "no NVIDIA card: nvidia-smi says: $(echo "$cards" | head -n 1)"
fi
parts=("$@")
[ $# -gt 0 ] || { parts=(libraries agreement speed demo memcheck); [ -n "$packed$rehearse" ] || parts=(build "${parts[@]}"); }
for part in "${parts[@]}"; do
    case $part in build | libraries | agreement | speed | demo | memcheck) ;; *) stop "$part: expected build, libraries, agreement, speed, demo or memcheck" ;; esac
done
mkdir -p "$out/models"
page=$out/page.md failed=0
export DATAFORGE_CACHE=$out/cache
card=(--device "$device")
[ "$device" = cpu ] || card+=(--device-id "${CARD:-0}")

# CUDA's libraries: the system's, else those inside Python packages (nvidia-*), as images with torch have them.
if [ -z "$rehearse" ] && ! ldconfig -p | grep -q 'libcudart\.so\.13'; then
    found=$(python3 -c 'import nvidia, pathlib; print(":".join(sorted({str(f.parent) for p in nvidia.__path__ for f in pathlib.Path(p).rglob("lib*.so*")})))' 2>/dev/null)
    [ -n "$found" ] && export LD_LIBRARY_PATH=$found${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

{
    echo "# The GPU check"
    echo
    if [ -n "$rehearse" ]; then echo "A rehearsal on the CPU: it says nothing of a card."; else echo "$cards" | sed 's/^/Card: /'; fi
    echo "$(date -u +%F), $(uname -sr), $(nproc) cores, $(git rev-parse --short HEAD 2>/dev/null || echo "packed build")."
} >"$page"

table() { printf '\n## %s\n\n| %s |\n|%s\n' "$1" "$2" "$(sed 's/[^|]//g; s/|/---|/g; s/$/---|/' <<<"$2")" >>"$page"; }
# field NAME: the values of a field of JSON lines
field() { grep -oE "\"$1\":(\"[^\"]*\"|[^,}]*)" | sed -E "s/^\"$1\"://; s/\"//g"; }

build() {
    dotnet publish tools/forge -c Release -v quiet -nodeReuse:false -p:Gpu=true -p:ArtifactsPath="$out/build" -o "$bin"
}

libraries() {
    local missing
    [ -n "$rehearse" ] && { ldd "$bin/libonnxruntime.so" >>"$out/log.txt"; return; }
    ldd "$bin/libonnxruntime_providers_cuda.so" | tee -a "$out/log.txt"
    missing=$(ldd "$bin/libonnxruntime_providers_cuda.so" | grep 'not found')
    [ -z "$missing" ] || { say "libraries: CUDA 13 and cuDNN 9 are needed; missing:" $missing; return 1; }
}

# Outputs on the device against fp32 on the CPU, smallest model first: the bundled ones, recorded goldens where they are at hand, a random one of real shapes.
agreement() {
    local models=("$bin/corpora/models/forge-nano" "$bin/corpora/models/forge-nano-rm") model precision row bad=0
    for model in ../shared/models/tiny/*/ ../shared/models/smollm2-135m-instruct/*.gguf; do [ -e "$model" ] && models+=("$model"); done
    random_model 0.1B && models+=("$out/models/qwen2-0.1B")
    table "Agreement with fp32 on the CPU" "model | precision | positions | largest difference | allowed | same best token | holds"
    for model in "${models[@]}"; do
        for precision in $precisions; do
            row=$("$bin/forge-model" check "$model" "${card[@]}" --precision "$precision" 2>>"$out/log.txt") || { bad=1; say "agreement: $model at $precision does not hold"; }
            echo "$row" | tee -a "$out/log.txt"
            [ -z "$row" ] || echo "| $(field model <<<"$row") | $precision | $(field positions <<<"$row") | $(field max_difference <<<"$row") | $(field tolerance <<<"$row") | $(field same_best <<<"$row") | $(field holds <<<"$row") |" >>"$page"
        done
    done
    return $bad
}

random_model() {
    [ -e "$out/models/qwen2-$1/config.json" ] || python3 "$here/random_qwen2.py" "$1" "$out/models/qwen2-$1" 2>>"$out/log.txt" || { say "the random model $1 could not be made (python3 and disk space are needed)"; return 1; }
}

# Prompt and decode tokens a second at 1k context beside the bound: bytes of weights, keys and values of a step over the card's bandwidth.
speed() {
    local sizes="1.5B 7B" batches=1,32,256 prompt=1024 new=64 size rows bad=0
    [ -n "$rehearse" ] && { sizes=0.1B batches=1,4 prompt=16 new=4; }
    table "Speed at $prompt prompt and $new new tokens, $main" "model | batch | prompt tokens/s | decode tokens/s | bound | share of the bound"
    for size in $sizes; do
        random_model "$size" || { bad=1; continue; }
        rows=$("$bin/forge-model" bench "$out/models/qwen2-$size" "${card[@]}" --precision $main --batch $batches --prompt-tokens $prompt --new-tokens $new 2> >(tee -a "$out/log.txt" >&2)) || bad=1
        echo "$rows" | tee -a "$out/log.txt"
        while read -r row; do
            [ -z "$row" ] || echo "| random Qwen2 $size | $(field batch <<<"$row") | $(field prompt_tokens_per_second <<<"$row") | $(field decode_tokens_per_second <<<"$row") | $(field bandwidth_bound_tokens_per_second <<<"$row") | $(field share_of_bound <<<"$row") |" >>"$page"
        done <<<"$rows"
    done
    return $bad
}

# The demo's chain with its models on the device.
demo() {
    rm -rf "$out/demo"
    sed -E "/^roles:/,/^stages:/ s/(model: \"\{(model|rm)\}\")/\1, device: $device$([ "$device" = cpu ] || echo ", device_id: ${CARD:-0}")/" "$top/manifests/demo.yaml" >"$out/demo.yaml"
    "$bin/forge" run "$out/demo.yaml" --work "$out/demo" $([ -z "$rehearse" ] || echo "--set seeds=4 --set samples=2") >"$out/demo.txt" 2>&1
    local status=$?
    cat "$out/demo.txt" >>"$out/log.txt"
    { printf '\n## Demo\n\n```\n'; tail -n 25 "$out/demo.txt"; echo '```'; } >>"$page"
    return $status
}

memcheck() {
    command -v compute-sanitizer >/dev/null || { say "memcheck: compute-sanitizer is not installed; left out"; return 0; }
    local model bad=0
    for model in forge-nano forge-nano-rm; do
        compute-sanitizer --tool memcheck --error-exitcode 9 "$bin/forge-model" check "$bin/corpora/models/$model" "${card[@]}" --precision $main >>"$out/log.txt" 2>&1 || { bad=1; say "memcheck: $model: see $out/log.txt"; }
    done
    return $bad
}

for part in "${parts[@]}"; do
    began=$SECONDS
    say "$part"
    if $part; then state=held; else state=failed failed=1; fi
    say "$part: $state, $((SECONDS - began)) s"
    echo "$part: $state" >>"$out/parts.txt"
    [ "$state" = held ] || [ "$part" != build ] || exit 2
done
{ printf '\n## Parts\n\n'; sed 's/^/- /' "$out/parts.txt"; } >>"$page"
rm -f "$out/parts.txt"
say "the page: $page"
exit $failed
