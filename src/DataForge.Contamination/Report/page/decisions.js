// What the reader decided: by record (its content's hash) and by item. Kept in this browser until it is exported.
const decisions = { rows: new Map(), items: new Map(), past: [] };
const place = `forge-audit ${report.run.index} ${report.corpus.files.join(' ')}`;
const itemKey = h => `${h.benchmark}\n${h.item}`;

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '{}');
    decisions.rows = new Map(Object.entries(kept.rows ?? {}));
    decisions.items = new Map(Object.entries(kept.items ?? {}));
  } catch { /* nothing is kept where the browser keeps nothing */ }
}

function save() {
  try {
    localStorage.setItem(place, JSON.stringify({ rows: Object.fromEntries(decisions.rows), items: Object.fromEntries(decisions.items) }));
  } catch { /* the export still works */ }
}

// Sets keys of a kind to keep, drop or nothing; one step to undo.
function decide(kind, keys, verdict) {
  const map = decisions[kind];
  decisions.past.push(keys.map(key => [kind, key, map.get(key)]));
  for (const key of keys) if (verdict) map.set(key, verdict); else map.delete(key);
  save();
}

function undo() {
  for (const [kind, key, before] of decisions.past.pop() ?? []) if (before) decisions[kind].set(key, before); else decisions[kind].delete(key);
  save();
}

// The record's own decision, or that of its items where they settle it.
function decided(record) {
  const own = decisions.rows.get(record.row);
  if (own) return { verdict: own, by: 'record' };
  const items = record.hits.map(h => decisions.items.get(itemKey(h)));
  if (items.includes('drop')) return { verdict: 'drop', by: 'item' };
  if (items.length && items.every(v => v === 'keep')) return { verdict: 'keep', by: 'item' };
  return null;
}

// JSON lines as forge-decontam --decisions reads them, in the report's order.
function exported() {
  const lines = [], left = new Map(decisions.rows);
  for (const r of report.records) {
    if (!left.has(r.row)) continue;
    lines.push({ decision: left.get(r.row), record: r.record, row: r.row, file: r.file, line: r.line });
    left.delete(r.row);
  }
  for (const [row, decision] of left) lines.push({ decision, row });
  for (const [key, decision] of decisions.items) {
    const [benchmark, item] = key.split('\n');
    lines.push({ decision, benchmark, item });
  }
  return lines.map(l => JSON.stringify(l) + '\n').join('');
}

function download() {
  const link = make('a', { href: URL.createObjectURL(new Blob([exported()], { type: 'application/jsonl' })), download: 'decisions.jsonl' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Takes lines of an earlier export; says what it could not use.
function imported(text) {
  let taken = 0, left = 0;
  const byName = new Map(report.records.map(r => [r.record, r.row]));
  for (const line of text.split('\n').filter(l => l.trim())) {
    let d = null;
    try { d = JSON.parse(line); } catch { /* counted below */ }
    const row = d?.row ?? byName.get(String(d?.record));
    if (!['keep', 'drop'].includes(d?.decision) || (d.item !== undefined && (row !== undefined || d.benchmark === undefined))) left++;
    else if (d.item !== undefined) { decisions.items.set(`${d.benchmark}\n${d.item}`, d.decision); taken++; }
    else if (row !== undefined) { decisions.rows.set(String(row), d.decision); taken++; }
    else left++;
  }
  save();
  return `${plural(taken, 'decision')} taken in${left ? `, ${count(left)} not understood` : ''}`;
}

load();
