// One record: every hit with the matched words marked on both sides.
const detail = make('div', { id: 'detail', role: 'region', 'aria-label': 'Record', tabindex: '0' });
let asSource = false, drawn = null; // the record that the pane shows

const button = (label, key, run, attributes = {}) => make('button', { type: 'button', onclick: run, 'aria-keyshortcuts': key, ...attributes }, label, key ? make('kbd', {}, key) : null);

function drawDetail() {
  const r = drawn = view.found[view.at];
  if (!r) {
    detail.replaceChildren(make('p', { class: 'dim' }, report.records.length ? 'No record passes the filters.' : 'No record has a hit.'));
    return;
  }
  const mine = decisions.rows.get(r.row);
  detail.replaceChildren(
    make('header', {},
      make('h2', { id: 'record' }, r.record),
      make('p', { class: 'dim' }, make('span', { class: r.action }, r.action), ` · ${r.file}:${r.line}${r.source && r.source !== r.file ? ` · source ${r.source}` : ''} · `, make('a', { href: `#${address({ view: 'records', record: r.row })}` }, 'link')),
      make('div', { class: 'buttons' },
        button('Keep', 'x', () => mark('keep'), { 'aria-pressed': String(mine === 'keep'), class: 'keep' }), button('Drop', 'd', () => mark('drop'), { 'aria-pressed': String(mine === 'drop'), class: 'drop' }),
        button(asSource ? 'Draw formulas' : 'Formulas as source', 'm', toggleSource))),
    ...r.hits.map(h => hitCard(r, h)));
  detail.scrollTop = 0;
}

function hitCard(r, h) {
  const text = h.before + h.matched + h.after, first = h.span[0] - [...h.before].length, end = h.span[0] + [...h.matched].length;
  const inText = units(text, h.marks.map(([s, e]) => [s, Math.min(e, end)]).filter(([s, e]) => e > s), first), item = itemText(h), verdict = decisions.items.get(itemKey(h));
  const decideItem = v => () => { decide('items', [itemKey(h)], decisions.items.get(itemKey(h)) === v ? null : v); redraw(); };
  return make('article', { class: 'hit' },
    make('header', {}, make('span', { class: h.action }, h.action), make('b', {}, make('a', { href: `#${address({ view: 'items', benchmark: h.benchmark, item: h.item })}` }, `${h.benchmark} ${h.item}`)),
      make('span', { title: `tier ${h.tier}` }, `rule ${h.rule}${h.also.length ? `, also ${h.also.join(', ')}` : ''}`), make('span', {}, `LCS ${ratio(h.lcs_ratio)}`), make('span', {}, plural(h.ngrams, 'n-gram')),
      make('span', {}, `${h.field} [${h.span[0]}, ${h.span[1]})`), h.answer_follows ? make('span', {}, 'its answer follows') : null),
    make('div', { class: 'sides' },
      make('div', {}, make('h3', {}, 'in the corpus'), make('div', { class: 'text' }, rich(text, inText, asSource))),
      make('div', {}, make('h3', {}, `benchmark item, ${h.part}`), item === undefined
        ? make('div', { class: 'text dim' }, `The index holds no text; --benchmark-text ${h.benchmark}=FILE shows it.`)
        : make('div', { class: 'text' }, rich(item, units(item, h.item_marks), asSource)))),
    make('div', { class: 'buttons small' }, make('span', { class: 'dim' }, 'In every record, this item is'),
      make('button', { type: 'button', onclick: decideItem('keep'), 'aria-pressed': String(verdict === 'keep'), class: 'keep' }, 'no leak'), make('button', { type: 'button', onclick: decideItem('drop'), 'aria-pressed': String(verdict === 'drop'), class: 'drop' }, 'a leak')));
}

function toggleSource() {
  asSource = !asSource;
  drawDetail();
}
