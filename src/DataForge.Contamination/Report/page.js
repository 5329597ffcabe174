'use strict';
// Every text of the report reaches the page through textContent; only KaTeX's own output becomes markup.
const report = JSON.parse(document.getElementById('report').textContent);
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) node.setAttribute(name, value);
  for (const child of children) node.append(child);
  return node;
};
const count = n => Number(n).toLocaleString('en-US');
const share = s => (100 * s).toFixed(s < 0.001 && s > 0 ? 4 : 2) + ' %';

// Splits text at $…$, $$…$$, \(…\) and \[…\]; a formula KaTeX cannot read stays as its source.
const math = /\$\$([\s\S]{1,2000}?)\$\$|\$([^$\n]{1,800}?)\$|\\\(([\s\S]{1,800}?)\\\)|\\\[([\s\S]{1,2000}?)\\\]/g;
function rich(text) {
  const piece = document.createDocumentFragment();
  let at = 0;
  for (const found of text.matchAll(math)) {
    piece.append(text.slice(at, found.index));
    at = found.index + found[0].length;
    const source = found[1] ?? found[2] ?? found[3] ?? found[4];
    const holder = make('span', { title: found[0] });
    try {
      katex.render(source, holder, { throwOnError: true, trust: false, strict: 'ignore', maxExpand: 100, maxSize: 20, displayMode: false });
    } catch {
      holder.textContent = found[0];
    }
    piece.append(holder);
  }
  piece.append(text.slice(at));
  return piece;
}

function table(head, rows) {
  const body = make('tbody');
  for (const row of rows) {
    const line = make('tr', row.pick ? { 'data-pick': '', tabindex: '0' } : {});
    for (const cell of row.cells) line.append(cell instanceof Node ? cell : make('td', typeof cell === 'number' ? { class: 'n' } : {}, typeof cell === 'number' ? count(cell) : String(cell)));
    if (row.pick) {
      line.addEventListener('click', row.pick);
      line.addEventListener('keydown', e => { if (e.key === 'Enter') row.pick(); });
    }
    body.append(line);
  }
  return make('table', {}, make('thead', {}, make('tr', {}, ...head.map(h => make('th', h.endsWith('#') ? { class: 'n' } : {}, h.replace('#', ''))))), body);
}

const page = document.getElementById('page');
const figure = (value, label) => make('div', { class: 'figure' }, make('b', {}, value), make('span', {}, label));
const totals = report.totals;
page.append(
  make('h1', {}, 'Contamination audit'),
  make('p', { class: 'dim' }, `${report.corpus.files.join(', ')} against ${report.benchmarks.length} benchmark${report.benchmarks.length === 1 ? '' : 's'}; ${report.tool} ${report.version}, normalizer ${report.normalizer}`),
  make('div', { class: 'figures' },
    figure(count(report.corpus.records), 'records read'), figure(count(totals.records_hit), 'records with a hit'), figure(share(totals.share), 'share of records'),
    figure(count(totals.dropped), 'to drop'), figure(count(totals.flagged), 'to look at'), figure(count(report.corpus.bad_records), 'unreadable records')));
const coverage = report.coverage, passed = Object.keys(coverage.fields_passed_over);
if (report.corpus.records === 0) page.append(make('p', { class: 'unread', role: 'alert' }, 'No record was read: this page says nothing of any corpus.'));
else if (coverage.rows_unread > 0) page.append(make('p', { class: 'unread', role: 'alert' },
  `${count(coverage.rows_unread)} of ${count(report.corpus.records)} records were not read in full: ${count(coverage.rows_without_text)} have no text that was read` +
  (passed.length ? `; prose was passed over in ${passed.slice(0, 8).join(', ')}${passed.length > 8 ? ` and ${passed.length - 8} more fields` : ''}` : '') + '.'));
if (report.hits.length < totals.hits) page.append(make('p', { class: 'dim' }, `The page holds the first ${count(report.hits.length)} of ${count(totals.hits)} hits; the JSON report counts all.`));

const controls = { search: make('input', { type: 'search', id: 'search', placeholder: 'Search record, item and text', 'aria-label': 'Search' }) };
const choice = (name, label, values) => {
  const select = make('select', { id: name, 'aria-label': label }, make('option', { value: '' }, label));
  for (const value of [...new Set(values)].sort()) select.append(make('option', { value }, value));
  controls[name] = select;
  return select;
};
const pick = (name, value) => () => { controls[name].value = value; refresh(); document.getElementById('hits').scrollIntoView(); };
const bar = value => make('td', { class: 'bar' }, make('i', { style: `width:${Math.max(0.5, 100 * value).toFixed(1)}%` }));

page.append(make('h2', {}, 'By benchmark'), table(['benchmark', 'items#', 'items hit#', 'share of items', '', 'records#', 'dropped#', 'flagged#'],
  report.benchmarks.map(b => ({ pick: pick('benchmark', b.name), cells: [b.name, b.items, b.items_hit, share(b.items ? b.items_hit / b.items : 0), bar(b.items ? b.items_hit / b.items : 0), b.records, b.dropped, b.flagged] }))));
page.append(make('h2', {}, 'By source'), table(['source', 'records#', 'records hit#', 'share', '', 'dropped#', 'flagged#'],
  report.sources.map(s => ({ pick: pick('source', s.name), cells: [s.name || '(none)', s.records, s.records_hit, share(s.records ? s.records_hit / s.records : 0), bar(s.records ? s.records_hit / s.records : 0), s.dropped, s.flagged] }))));
page.append(make('h2', {}, 'Most leaked items'), table(['benchmark', 'item', 'records#', 'tiers', 'text'],
  report.items.slice(0, 20).map(i => ({ pick: () => { controls.search.value = i.item; controls.benchmark.value = i.benchmark; refresh(); document.getElementById('hits').scrollIntoView(); }, cells: [i.benchmark, i.item, i.records, i.tiers.join(', '), make('td', {}, rich((i.text ?? '').slice(0, 160)))] }))));
if (report.notes.length) page.append(make('details', {}, make('summary', {}, 'What this audit cannot see'), ...report.notes.map(n => make('p', {}, n))));

const list = make('div', { id: 'list' });
const state = { from: 0, size: 50, found: [] };
const shown = make('span', { class: 'dim', id: 'shown' });
const back = make('button', { type: 'button' }, 'Previous'), on = make('button', { type: 'button' }, 'Next');
back.addEventListener('click', () => { state.from = Math.max(0, state.from - state.size); draw(); });
on.addEventListener('click', () => { state.from += state.size; draw(); });
page.append(make('h2', { id: 'hits' }, 'Hits'), make('div', { class: 'tools' }, controls.search,
  choice('benchmark', 'All benchmarks', report.hits.map(h => h.benchmark)), choice('tier', 'All tiers', report.hits.map(h => h.tier)),
  choice('action', 'Drop and flag', report.hits.map(h => h.action)), choice('source', 'All sources', report.hits.map(h => h.source))),
  make('div', { class: 'pager' }, back, on, shown), list);

for (const hit of report.hits) hit.haystack = `${hit.record} ${hit.item} ${hit.field} ${hit.before}${hit.matched}${hit.after} ${hit.item_text ?? ''}`.toLowerCase();
function refresh() {
  const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  state.found = report.hits.filter(h => ['benchmark', 'tier', 'action', 'source'].every(f => !controls[f].value || h[f] === controls[f].value) && words.every(w => h.haystack.includes(w)));
  state.from = 0;
  draw();
}
function draw() {
  const part = state.found.slice(state.from, state.from + state.size);
  shown.textContent = state.found.length ? `${count(state.from + 1)} to ${count(state.from + part.length)} of ${count(state.found.length)} hits` : 'no hits';
  back.disabled = state.from === 0;
  on.disabled = state.from + state.size >= state.found.length;
  list.replaceChildren(...part.map(h => make('article', { class: 'hit' },
    make('header', {}, make('span', { class: h.action }, h.action), make('b', {}, h.record), make('span', {}, `${h.benchmark} · item ${h.item}`), make('span', {}, `tier ${h.tier}`),
      make('span', {}, `field ${h.field} [${h.span[0]}, ${h.span[1]})`), make('span', {}, `${h.ngrams} n-gram${h.ngrams === 1 ? '' : 's'}, LCS ratio ${h.lcs_ratio.toFixed(2)}`), make('span', {}, h.source)),
    make('div', { class: 'sides' },
      make('div', {}, make('h3', {}, 'in the corpus'), make('div', { class: 'text' }, h.before, make('mark', {}, h.matched), h.after)),
      make('div', {}, make('h3', {}, 'benchmark item'), make('div', { class: 'text' }, h.item_text ? rich(h.item_text) : `${h.benchmark} ${h.item} (the index holds no text; give --benchmark-text ${h.benchmark}=FILE)`))))));
}
for (const control of Object.values(controls)) control.addEventListener('input', refresh);
refresh();
