// Tables over the whole corpus, and the chart.
const bar = (value, label) => make('span', { class: 'bar', role: 'img', 'aria-label': label }, make('i', { style: `width:${Math.max(0.5, 100 * Math.min(1, value)).toFixed(1)}%` }));
const narrow = (name, value) => () => { for (const f of Object.values(filters)) f.value = ''; filters[name].value = value; show('records'); refresh(false); writeAddress(); };

function chart() {
  const rows = report.benchmarks.filter(b => b.items_hit > 0).map(b => ({ name: b.name, value: b.items_hit / Math.max(1, b.items), of: `${count(b.items_hit)} of ${count(b.items)}` })).sort((a, b) => b.value - a.value || a.name.localeCompare(b.name));
  if (!rows.length) return make('p', { class: 'dim' }, 'No benchmark has a hit.');
  return make('div', { class: 'chart', id: 'chart' }, ...rows.map(r => [make('a', { href: `#${address({ view: 'items', benchmark: r.name })}` }, r.name), bar(r.value, `${r.name}: ${share(r.value)} of its items`), make('span', { class: 'num' }, share(r.value)), make('span', { class: 'dim num' }, r.of)]));
}

function changes(c) {
  if (!c) return [];
  const names = (label, items) => items.length ? make('details', {}, make('summary', {}, `${label}: ${count(items.length)}`), make('p', { class: 'names' }, items.slice(0, 500).map(i => typeof i === 'string' ? i : `${i.benchmark} ${i.item}`).join(', ') + (items.length > 500 ? ' …' : ''))) : null;
  return [make('h2', { id: 'changes' }, `Changes since ${c.date}`),
    ...c.differences.map(d => make('p', { class: 'alert' }, `The runs differ in ${d}.`)),
    table('Counts that changed', [{ name: 'count' }, { name: 'before', number: true }, { name: 'now', number: true }, { name: 'change', number: true }], c.totals.map(t => ({ cells: [t.name, t.before, t.after, t.after - t.before] }))),
    table('Benchmarks that changed', [{ name: 'benchmark' }, { name: 'items before', number: true }, { name: 'items now', number: true }, { name: 'records before', number: true }, { name: 'records now', number: true }],
      c.benchmarks.map(b => ({ cells: [b.name, b.items_hit_before ?? 'not in it', b.items_hit ?? 'not in it', b.records_before ?? '', b.records ?? ''] }))),
    names('Items newly found', c.new_items), names('Items no longer found', c.gone_items), names('Records newly hit', c.new_records ?? []), names('Records no longer hit', c.gone_records ?? []),
    c.new_records ? null : make('p', { class: 'dim' }, 'Records are not compared, because one of the reports does not list all of its hits.')];
}

function overview() {
  const tiers = Object.keys(report.totals.tiers), benchmarks = report.benchmarks.filter(b => b.records > 0).map(b => b.name);
  return [
    ...changes(report.compare),
    make('h2', {}, 'Share of each benchmark’s items that were found'), chart(),
    make('h2', {}, 'By benchmark'), table('By benchmark', [{ name: 'benchmark' }, { name: 'items', number: true }, { name: 'items hit', number: true }, { name: 'share', number: 'share' }, { name: 'records', number: true }, { name: 'dropped', number: true }, { name: 'flagged', number: true }, ...(report.sample ? [{ name: 'records, 95 %' }] : [])],
      report.benchmarks.map(b => ({ zero: b.records === 0, pick: narrow('benchmark', b.name), cells: [b.name, b.items, b.items_hit, b.items ? b.items_hit / b.items : 0, b.records, b.dropped, b.flagged, ...(report.sample ? [`${share(b.interval[0])} to ${share(b.interval[1])}`] : [])] })), { sort: 4 }),
    make('h2', {}, 'By rule'), table('By rule', [{ name: 'rule' }, { name: 'hits', number: true }], Object.entries(report.totals.rules).map(([rule, n]) => ({ pick: narrow('rule', rule), cells: [rule, n] })), { sort: 1 }),
    make('h2', {}, 'By source and tier'), table('By source and tier', [{ name: 'source' }, { name: 'records', number: true }, { name: 'with a hit', number: true }, { name: 'share', number: 'share' }, { name: 'dropped', number: true }, ...tiers.map(t => ({ name: t, number: true, title: `records with a hit of tier ${t}` }))],
      report.sources.map(s => ({ zero: s.records_hit === 0, pick: narrow('source', s.name), cells: [s.name || '(none)', s.records, s.records_hit, s.records ? s.records_hit / s.records : 0, s.dropped, ...tiers.map(t => s.tiers[t] ?? 0)] })), { sort: 2 }),
    make('h2', {}, 'By file and benchmark'), table('By file and benchmark', [{ name: 'file' }, { name: 'records', number: true }, { name: 'with a hit', number: true }, ...benchmarks.map(b => ({ name: b, number: true, title: `records with a hit of ${b}` }))],
      report.files.map(f => ({ zero: f.records_hit === 0, cells: [f.name, f.records, f.records_hit, ...benchmarks.map(b => f.benchmarks[b] ?? 0)] })), { sort: 2 }),
  ];
}

// What a reader needs to check the report, and to make it again.
function proof() {
  const run = report.run, gate = run.gate;
  const facts = [['date', run.date], ['command', run.command], ['tool', `${run.tool} ${run.version}`], ['index', run.index], ['normalizer', run.normalizer],
    ['gate', `${gate.verdict}, exit code ${gate.exit_code}`], ...gate.broken.map(b => ['gate failed', b]), ['files', report.corpus.files.join(', ')], ['text read', `${count(report.corpus.bytes)} bytes`],
    ...(report.sample ? [['sample', `${share(report.sample.share)} of ${plural(report.sample.records_seen, 'record')}, by each record’s hash`]] : [])];
  return [make('h2', {}, 'How this report came about'), make('dl', {}, ...facts.map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
    make('h2', {}, 'Settings'), make('dl', {}, ...Object.entries(run.settings).map(([name, value]) => [make('dt', {}, name), make('dd', {}, value ?? 'none')])),
    ...(report.notes.length ? [make('h2', {}, 'What this audit cannot see'), ...report.notes.map(n => make('p', {}, n))] : [])];
}
