#!/usr/bin/env bash
# How long `forge-x --help` takes beside a ready-to-run hello world, in the same run. Needs hyperfine and jq. Usage: tests/Benchmarks/startup.sh
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/hello.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><RuntimeIdentifier>linux-x64</RuntimeIdentifier><SelfContained>false</SelfContained><PublishReadyToRun>true</PublishReadyToRun></PropertyGroup></Project>
P
echo 'System.Console.WriteLine("hello");' > "$work/hello.cs"
dotnet publish "$work/hello.csproj" -c Release -o "$work/out" -v quiet >&2
commands=("$work/out/hello")
for tool in bin/forge-*; do [[ $tool == *.* ]] || commands+=("$tool --help"); done
hyperfine -N --warmup 3 --runs 25 --export-json "$work/times.json" "${commands[@]}" >&2
jq -r '.results[0].median as $h | .results[] | "| `\(.command | split("/") | last)` | \(.median * 1000 * 10 | round / 10) | \(.median / $h * 100 | round / 100) |"' "$work/times.json"
