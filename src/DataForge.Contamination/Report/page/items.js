// For the owner of a benchmark: which of its items leaked, how often and where.
const ownerChoice = make('select', { id: 'owner', 'aria-label': 'Benchmark', onchange: () => { chosen.item = ''; drawItems(); writeAddress(); } });
const itemsPanel = make('div', { id: 'owned' }), itemPanel = make('div', { id: 'item', 'aria-live': 'polite' });
const chosen = { item: '' };
const hitBenchmarks = report.benchmarks.filter(b => b.records > 0).sort((a, b) => b.items_hit - a.items_hit);
ownerChoice.append(...hitBenchmarks.map(b => make('option', { value: b.name }, `${b.name} (${plural(b.items_hit, 'item')})`)));

function drawItems() {
  const b = report.benchmarks.find(x => x.name === ownerChoice.value);
  if (!b) {
    itemsPanel.replaceChildren(make('p', { class: 'dim' }, 'No benchmark has a hit.'));
    itemPanel.replaceChildren();
    return;
  }
  const items = report.items.filter(i => i.benchmark === b.name), worst = items.filter(i => i.dropped > 0).length;
  itemsPanel.replaceChildren(
    make('p', {}, `${count(b.items_hit)} of ${plural(b.items, 'item')} (${share(b.items ? b.items_hit / b.items : 0)}) found in ${plural(b.records, 'record')}: ${count(worst)} strongly enough to drop a record, ${count(items.length - worst)} only flagged.`),
    table('Items found', [{ name: 'item' }, { name: 'records', number: true }, { name: 'dropped', number: true }, { name: 'flagged', number: true }, { name: 'best LCS', number: 'ratio' }, { name: 'rules' }, { name: 'where' }, { name: 'text' }],
      items.map(i => ({
        pick: () => showItem(i.item),
        sort: { 0: i.item },
        cells: [make('a', { href: `#${address({ view: 'items', benchmark: i.benchmark, item: i.item })}` }, i.item), i.records, i.dropped, i.flagged, i.best_lcs, i.rules.join(', '),
          Object.entries(i.where).sort((x, y) => y[1] - x[1]).map(([name, n]) => `${name} ${count(n)}`).join(', '), make('span', {}, rich(short(Object.values(i.texts ?? {})[0] ?? '')))],
      })), { sort: 1 }));
  drawItem();
}

const short = text => [...text].length > 120 ? [...text].slice(0, 120).join('') + '…' : text;

function showItem(item) {
  chosen.item = item;
  drawItem();
  writeAddress();
  itemPanel.scrollIntoView({ block: 'start' });
}

function drawItem() {
  const i = report.items.find(x => x.benchmark === ownerChoice.value && x.item === chosen.item);
  if (!i) {
    itemPanel.replaceChildren();
    return;
  }
  const holders = report.records.filter(r => r.hits.some(h => h.benchmark === i.benchmark && h.item === i.item));
  itemPanel.replaceChildren(
    make('h2', {}, `${i.benchmark} ${i.item}`),
    make('p', {}, `In ${plural(i.records, 'record')}: ${count(i.dropped)} to drop, ${count(i.flagged)} to look at; rules ${i.rules.join(', ')}.`, holders.length < i.records ? ` The page lists ${count(holders.length)} of them.` : ''),
    ...Object.entries(i.texts ?? {}).map(([part, text]) => make('div', {}, make('h3', {}, part), make('div', { class: 'text card' }, rich(text)))),
    table('Records that hold the item', [{ name: 'record' }, { name: 'action' }, { name: 'rule' }, { name: 'LCS', number: 'ratio' }, { name: 'source' }, { name: 'matched' }],
      holders.map(r => {
        const h = r.hits.find(x => x.benchmark === i.benchmark && x.item === i.item);
        return { sort: { 0: r.record }, cells: [make('a', { href: `#${address({ view: 'records', record: r.row })}` }, r.record), h.action, h.rule, h.lcs_ratio, r.source, short(h.matched)] };
      }), { sort: 3 }));
}
