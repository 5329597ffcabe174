#!/usr/bin/env bash
# Installs what the tests hold ours against, where this machine lets it: npm packages of package-lock.json and Debian packages.
# Never fails: a test whose counterpart is missing is skipped and says so.
cd "$(dirname "$0")/.."
if command -v npm >/dev/null && [ ! -e node_modules/.package-lock.json ]; then
    timeout 300 npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 || echo "tests: npm ci failed; tests against npm packages are skipped" >&2
fi
command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || exit 0
missing=()
for package in zstd chromium bubblewrap python3-sympy slurmctld slurmd slurm-client munge postgresql; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }
{ as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
    echo "tests: ${missing[*]} cannot be installed; tests against them are skipped" >&2
exit 0
