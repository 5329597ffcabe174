// The page: head, views, address, keys.
const page = document.getElementById('page'), totals = report.totals, run = report.run;
const figure = (value, label) => make('div', { class: 'figure' }, make('b', {}, value), make('span', {}, label));
const views = { records: 'Records', overview: 'Overview', items: 'Items', run: 'This run' };
const tabs = {}, panels = {};
let current = 'records';

function alerts() {
  const c = report.coverage, passed = Object.keys(c.fields_passed_over), said = [];
  if (report.corpus.records === 0) said.push('No record was read: this page says nothing of any corpus.');
  else if (c.rows_unread > 0) said.push(`${count(c.rows_unread)} of ${count(report.corpus.records)} records were not read in full: ${count(c.rows_without_text)} have no text that was read` +
    (passed.length ? `; prose was passed over in ${passed.slice(0, 8).join(', ')}${passed.length > 8 ? ` and ${passed.length - 8} more fields` : ''}` : '') + '.');
  return [...said.map(s => make('p', { class: 'alert unread', role: 'alert' }, s)), ...run.gate.broken.map(b => make('p', { class: 'alert', role: 'alert' }, `Gate failed: ${b}`))];
}

const listed = report.records.reduce((n, r) => n + r.hits.length, 0), sample = report.sample;
page.append(
  make('header', { class: 'head' },
    make('h1', {}, 'Contamination audit', ' ', make('span', { class: `gate ${run.gate.verdict}` }, `gate ${run.gate.verdict}`)),
    make('p', { class: 'dim' }, `${report.corpus.files.join(', ')} against ${plural(report.benchmarks.length, 'benchmark')}, ${run.date}, ${run.tool} ${run.version}`),
    make('div', { class: 'figures' },
      figure(count(report.corpus.records), sample ? 'records scanned' : 'records read'), figure(count(totals.records_hit), 'records with a hit'), figure(share(totals.share), sample ? `share, 95 %: ${share(sample.interval[0])} to ${share(sample.interval[1])}` : 'share of records'),
      figure(count(totals.dropped), 'to drop'), figure(count(totals.flagged), 'to look at'), figure(count(report.corpus.bad_records), 'unreadable records')),
    ...alerts(),
    listed < totals.hits ? make('p', { class: 'dim' }, `The page lists the strongest ${count(listed)} of ${count(totals.hits)} hits; the tables count all.`) : null,
    make('nav', { role: 'tablist', 'aria-label': 'Views' }, ...Object.entries(views).map(([name, label]) => tabs[name] = make('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `view-${name}`, onclick: () => { show(name); writeAddress(); } }, label)))));
for (const name of Object.keys(views)) page.append(panels[name] = make('section', { role: 'tabpanel', id: `view-${name}`, 'aria-labelledby': `tab-${name}` }));

const trayCount = make('span', { id: 'decided', class: 'dim', role: 'status' });
const picker = make('input', { type: 'file', id: 'import', accept: '.jsonl,.json', hidden: true, onchange: async e => { const file = e.target.files[0]; e.target.value = ''; if (file) { const said = imported(await file.text()); refresh(); drawTray(); trayCount.textContent = said; } } });
function drawTray() {
  const [rows, items] = [decisions.rows.size, decisions.items.size];
  trayCount.textContent = rows + items ? `${plural(rows, 'record')} and ${plural(items, 'item')} decided` : 'nothing decided yet';
}
const allShown = verdict => () => { decide('rows', view.found.map(r => r.row), verdict); redraw(); };
panels.records.append(filterBar,
  make('div', { class: 'tray' }, shownCount, make('span', { class: 'grow' }), trayCount,
    make('button', { type: 'button', id: 'export', onclick: download }, 'Export decisions'), make('button', { type: 'button', onclick: () => picker.click() }, 'Import'), picker,
    make('details', { class: 'menu' }, make('summary', {}, 'All shown'), make('div', {}, make('button', { type: 'button', onclick: allShown('keep') }, 'Keep all shown'), make('button', { type: 'button', onclick: allShown('drop') }, 'Drop all shown'), make('button', { type: 'button', onclick: allShown(null) }, 'Clear all shown'))),
    button('Undo', 'u', () => { undo(); redraw(); })),
  make('div', { class: 'work' }, list, detail),
  make('p', { class: 'dim keys' }, ...[['j', 'next'], ['k', 'previous'], ['x', 'keep'], ['d', 'drop'], ['u', 'undo'], ['m', 'formulas as source'], ['/', 'search']].map(([key, does]) => make('span', {}, make('kbd', {}, key), ` ${does}`)), make('span', {}, 'Decisions stay in this browser; forge-decontam --decisions takes the export.')));
panels.overview.append(...overview().filter(Boolean));
panels.items.append(make('div', { class: 'tools' }, ownerChoice), itemsPanel, itemPanel);
panels.run.append(...proof());

// The page's address names the view, the filters and what is selected.
function writeAddress() {
  const at = current === 'records' ? { ...Object.fromEntries(Object.entries(filters).map(([n, f]) => [n, f.value])), record: view.found[view.at]?.row } : current === 'items' ? { benchmark: ownerChoice.value, item: chosen.item } : {};
  history.replaceState(null, '', `#${address({ view: current, ...at })}`);
}
function readAddress() {
  const at = new URLSearchParams(location.hash.slice(1)), name = at.get('view');
  show(name in views ? name : 'records');
  if (current === 'items') {
    if (at.get('benchmark')) ownerChoice.value = at.get('benchmark');
    chosen.item = at.get('item') ?? '';
    drawItems();
    if (chosen.item) itemPanel.scrollIntoView({ block: 'start' });
    return;
  }
  if (current !== 'records') return;
  for (const [n, f] of Object.entries(filters)) f.value = at.get(n) ?? '';
  refresh(false);
  const wanted = view.found.findIndex(r => r.row === at.get('record'));
  if (wanted >= 0) select(wanted);
}
function show(name) {
  current = name;
  for (const n of Object.keys(views)) {
    panels[n].hidden = n !== name;
    tabs[n].setAttribute('aria-selected', String(n === name));
    tabs[n].tabIndex = n === name ? 0 : -1;
  }
  if (name === 'records') drawList();
}

const names = Object.keys(views);
page.querySelector('nav').addEventListener('keydown', e => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
  if (!step) return;
  const next = names[(names.indexOf(current) + step + names.length) % names.length];
  show(next);
  tabs[next].focus();
  writeAddress();
});
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || current !== 'records') return;
  const typing = e.target.closest('input, select, textarea');
  if (typing && e.key === 'Escape') { e.preventDefault(); list.focus(); return; } // a search field would be emptied
  if (typing) return;
  const act = { j: () => select(view.at + 1), k: () => select(view.at - 1), x: () => mark('keep'), d: () => mark('drop'), u: () => { undo(); redraw(); }, m: toggleSource, '/': () => filters.q.focus() }[e.key];
  if (!act) return;
  e.preventDefault();
  act();
});
let later = 0; // a browser refuses to have its address changed at every letter
for (const f of Object.values(filters)) f.addEventListener('input', () => { refresh(); clearTimeout(later); later = setTimeout(writeAddress, 200); });
addEventListener('hashchange', readAddress);
drawTray();
drawItems();
readAddress();
