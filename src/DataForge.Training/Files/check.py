#!/usr/bin/env python3
"""What check.sh runs: checks of this folder that need nothing but Python 3."""
import hashlib
import json
import sys
from importlib import metadata


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def fail(text):
    sys.exit(f"check: {text}")


def files():
    manifest = load("manifest.json")
    for entry in manifest["files"]:
        digest = hashlib.sha256()
        with open(entry["path"], "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != entry["sha256"]:
            fail(f"{entry['path']}: changed since the folder was made")
    print(f"files: {len(manifest['files'])} as they were made")


def is_message(value):
    return isinstance(value, dict) and set(value) == {"role", "content"} and all(isinstance(v, str) for v in value.values())


KINDS = {
    "text": lambda v: isinstance(v, str) and v != "",
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "message": is_message,
    "messages": lambda v: isinstance(v, list) and v != [] and all(map(is_message, v)),
    "texts": lambda v: isinstance(v, list) and v != [] and all(isinstance(x, str) for x in v),
    "flags": lambda v: isinstance(v, list) and v != [] and all(isinstance(x, bool) for x in v),
    "object": lambda v: isinstance(v, dict),
    "completions": lambda v: isinstance(v, list) and [c.get("rank") for c in v] == [0, 1] and all(KINDS["messages"](c.get("completion")) for c in v),
}


def column(row, at, rule):
    value = row.get(rule["name"])
    if value is None:
        if rule["required"]:
            fail(f"row {at}: no column {rule['name']}")
        return
    if not KINDS[rule["kind"]](value):
        fail(f"row {at}: column {rule['name']}: expected {rule['kind']}, found {json.dumps(value)[:200]}")
    last = value if rule["kind"] == "message" else value[-1] if rule["kind"] == "messages" else None
    if "ends_with" in rule and last["role"] != rule["ends_with"]:
        fail(f"row {at}: column {rule['name']}: expected to end with {rule['ends_with']}, found {last['role']}")
    for member in rule.get("members", []):
        name, kind = member.split(":")
        if not KINDS[kind](value.get(name)):
            fail(f"row {at}: column {rule['name']}: expected {kind} {name}, found {json.dumps(value.get(name))[:200]}")


def rows():
    manifest, table = load("manifest.json"), load("columns.json")
    count, sources, shown = 0, {}, []
    for line in sys.stdin:
        row = json.loads(line)
        for rule in table["columns"]:
            column(row, count, rule)
        sources[row.get("source") or "not stated"] = sources.get(row.get("source") or "not stated", 0) + 1
        if count < 3:
            shown.append(row)
        count += 1
    expected = manifest["rows"]["written"]
    if count != expected:
        fail(f"{count} rows, and the manifest says {expected}")
    longest, problems = 0, {}
    lines = 0
    with open("lineage.jsonl", encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            tokens = entry["prompt_tokens"] if table["task"] == "rl" else entry["row_tokens"]
            longest = max(longest, tokens)
            if tokens > table["max_row_tokens"]:
                fail(f"{entry['split']} row {entry['row']}: {tokens} tokens, and {table['max_row_tokens']} are configured")
            if problems.setdefault(entry["problem_id"], entry["split"]) != entry["split"]:
                fail(f"problem {entry['problem_id']} is in both splits")
            lines += 1
    if lines != count:
        fail(f"{lines} lines in lineage.jsonl for {count} rows")
    print(f"rows: {count}; columns as {table['trainer']} reads them; longest {longest} of {table['max_row_tokens']} tokens")
    for source, n in sorted(sources.items(), key=lambda s: (-s[1], s[0]))[:30]:
        print(f"source {json.dumps(source)}: {n} rows, {n / max(1, count):.4f}")
    for row in shown:
        print(json.dumps(row)[:2000])


def golds():
    path = load("columns.json")["gold"].split(".")
    for line in sys.stdin:
        value = json.loads(line)
        for name in path:
            value = value[name]
        print(json.dumps({"gold": value, "answer": value}))


def graded():
    count = 0
    for line in sys.stdin:
        if json.loads(line)["is_correct"] is not True:
            fail(f"a gold answer does not equal itself: {line[:500]}")
        count += 1
    if count != load("manifest.json")["rows"]["written"]:
        fail(f"{count} gold answers")
    print(f"gold answers: {count} of {count} equal themselves")


def versions():
    """Exits with 2 where an installed package is another version than the folder names."""
    with open("requirements.txt", encoding="utf-8") as file:
        wanted = [line.strip().split("==") for line in file if "==" in line]
    for name, version in wanted:
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            print(f"train: {name} is not installed: pip install -r requirements.txt", file=sys.stderr)
            sys.exit(2)
        if found != version:
            print(f"train: {name} {found} is installed, and these files are for {version}; FORGE_ANY_VERSION=1 goes on all the same", file=sys.stderr)
            sys.exit(2)


COMMANDS = {
    "files": files,
    "data": lambda: print(*[d["path"] for d in load("manifest.json")["data"] if d["rows"] > 0]),
    "rows": rows,
    "has-gold": lambda: sys.exit(0 if "gold" in load("columns.json") else 1),
    "golds": golds,
    "graded": graded,
    "versions": versions,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]]()
