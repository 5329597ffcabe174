// The list of records: only the rows in sight are in the document, however many there are.
const rowHeight = 54;
const list = make('div', { id: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Records with hits' });
const sheet = make('div', { class: 'sheet' });
list.append(sheet);
const shownCount = make('span', { class: 'dim', id: 'shown', role: 'status' });
const view = { found: [], at: -1 };

function drawList() {
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 4), last = Math.min(view.found.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 4);
  sheet.style.height = `${view.found.length * rowHeight}px`;
  const rows = [];
  for (let i = first; i < last; i++) rows.push(listRow(view.found[i], i));
  sheet.replaceChildren(...rows);
  if (view.at >= 0) list.setAttribute('aria-activedescendant', `row-${view.at}`);
  else list.removeAttribute('aria-activedescendant');
}

function listRow(r, i) {
  const h = r.hits[0], mine = decided(r);
  return make('div', { class: 'row', role: 'option', id: `row-${i}`, 'aria-selected': i === view.at ? 'true' : 'false', 'aria-posinset': i + 1, 'aria-setsize': view.found.length, style: `top:${i * rowHeight}px`, onclick: () => select(i) },
    make('div', { class: 'line' }, make('b', {}, r.record), mine ? make('span', { class: `badge ${mine.verdict}` }, mine.by === 'item' ? `${mine.verdict} (item)` : mine.verdict) : null),
    make('div', { class: 'line dim' }, make('span', { class: r.action }, r.action), make('span', { class: 'grow' }, `${h.benchmark} ${h.item}`), make('span', {}, h.rule), make('span', { class: 'num' }, ratio(h.lcs_ratio)), r.hits.length > 1 ? make('span', {}, `+${r.hits.length - 1}`) : null));
}

function sayShown() {
  const open = view.found.filter(r => !decided(r)).length;
  shownCount.textContent = view.found.length ? `${count(view.found.length)} of ${plural(report.records.length, 'record')}, ${count(open)} not decided` : 'no records';
}

// Narrows the list; the record that was selected stays so if it is still there.
function refresh(keep = true) {
  const current = view.found[view.at];
  view.found = found();
  view.at = keep && current ? view.found.indexOf(current) : -1;
  if (view.at < 0 && view.found.length) view.at = 0;
  list.scrollTop = view.at > 0 ? Math.max(0, view.at * rowHeight - list.clientHeight / 2) : 0;
  sayShown();
  drawList();
  if (view.found[view.at] !== drawn) drawDetail();
}

function select(i) {
  if (!view.found.length) return;
  view.at = Math.max(0, Math.min(view.found.length - 1, i));
  const top = view.at * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  drawList();
  drawDetail();
  writeAddress();
}

// Marks the selected record; the same mark again takes it back.
function mark(verdict) {
  const r = view.found[view.at];
  if (!r) return;
  decide('rows', [r.row], decisions.rows.get(r.row) === verdict ? null : verdict);
  redraw();
}

function redraw() {
  sayShown();
  drawList();
  drawDetail();
  drawTray();
}

list.addEventListener('scroll', () => requestAnimationFrame(drawList));
list.addEventListener('keydown', e => {
  const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
  const to = { ArrowDown: view.at + 1, ArrowUp: view.at - 1, PageDown: view.at + page, PageUp: view.at - page, Home: 0, End: view.found.length - 1 }[e.key];
  if (to === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
  e.preventDefault();
  select(to);
});
addEventListener('resize', drawList);
