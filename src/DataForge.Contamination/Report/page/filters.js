// What the list of records is narrowed by; the same names stand in the page's address.
const filters = {};
const sorted = values => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
function choice(name, label, values) {
  filters[name] = make('select', { id: name, 'aria-label': label }, make('option', { value: '' }, label), ...values.map(v => typeof v === 'string' ? make('option', { value: v }, v || '(none)') : make('option', { value: v[0] }, v[1])));
  return filters[name];
}
filters.q = make('input', { type: 'search', id: 'search', placeholder: 'Search record, item and text', 'aria-label': 'Search', 'aria-keyshortcuts': '/' });
filters.lcs = make('input', { type: 'number', id: 'lcs', min: '0', max: '1', step: '0.05', placeholder: 'LCS ≥', 'aria-label': 'Least LCS ratio' });
const allHits = report.records.flatMap(r => r.hits);
const filterBar = make('div', { class: 'tools', role: 'search' }, filters.q,
  choice('benchmark', 'All benchmarks', sorted(allHits.map(h => h.benchmark))),
  choice('tier', 'All tiers', sorted(allHits.map(h => h.tier))),
  choice('rule', 'All rules', sorted(allHits.flatMap(h => [h.rule, ...h.also]))),
  choice('source', 'All sources', sorted(report.records.map(r => r.source))),
  choice('action', 'Drop and flag', ['drop', 'flag']),
  choice('decision', 'Decided or not', [['open', 'not decided'], ['keep', 'keep'], ['drop', 'drop']]),
  filters.lcs);

for (const r of report.records) r.haystack = [r.record, r.file, ...r.hits.map(h => `${h.benchmark} ${h.item} ${h.field} ${h.before}${h.matched}${h.after} ${itemText(h) ?? ''}`)].join(' ').toLowerCase();

// Records of which some hit passes all that is asked of a hit.
function found() {
  const at = name => filters[name].value;
  const words = at('q').toLowerCase().split(/\s+/).filter(Boolean), least = Number(at('lcs')) || 0;
  const [benchmark, tier, rule, source, action, decision] = ['benchmark', 'tier', 'rule', 'source', 'action', 'decision'].map(at);
  return report.records.filter(r =>
    (!source || r.source === source) && (!action || r.action === action)
    && (!decision || (decided(r)?.verdict ?? 'open') === decision)
    && ((!benchmark && !tier && !rule && !least) || r.hits.some(h => (!benchmark || h.benchmark === benchmark) && (!tier || h.tier === tier) && (!rule || h.rule === rule || h.also.includes(rule)) && h.lcs_ratio >= least))
    && words.every(w => r.haystack.includes(w)));
}
