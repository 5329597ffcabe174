// A table whose columns sort by their heads and whose rows without hits are hidden until asked for.
// columns: { name, number, title }; rows: { cells: [value or node], zero, pick, link }.
function table(label, columns, rows, { sort = null, most = 200 } = {}) {
  const state = { by: sort, down: true, zeros: false, all: false };
  const body = make('tbody'), notes = make('p', { class: 'dim more' }), heads = columns.map((c, i) => {
    const button = make('button', { type: 'button', title: c.title, onclick: () => { state.down = state.by === i ? !state.down : Boolean(c.number); state.by = i; draw(); } }, c.name);
    return make('th', { class: c.number ? 'n' : undefined, scope: 'col' }, button);
  });
  const value = (row, i) => row.sort?.[i] ?? row.cells[i];
  function draw() {
    const zeros = rows.filter(r => r.zero).length;
    let shown = rows.filter(r => state.zeros || !r.zero);
    if (state.by !== null) {
      const sign = state.down ? -1 : 1;
      shown = shown.map((r, i) => [r, i]).sort(([a, i], [b, j]) => {
        const x = value(a, state.by), y = value(b, state.by);
        return (typeof x === 'number' && typeof y === 'number' ? sign * (x - y) : sign * String(x).localeCompare(String(y), 'en', { numeric: true })) || i - j;
      }).map(([r]) => r);
    }
    heads.forEach((h, i) => { if (state.by === i) h.setAttribute('aria-sort', state.down ? 'descending' : 'ascending'); else h.removeAttribute('aria-sort'); });
    const part = state.all ? shown : shown.slice(0, most);
    body.replaceChildren(...part.map(line));
    notes.replaceChildren();
    if (part.length < shown.length) notes.append(make('button', { type: 'button', onclick: () => { state.all = true; draw(); } }, `Show all ${count(shown.length)}`), ' ');
    if (zeros) notes.append(make('button', { type: 'button', onclick: () => { state.zeros = !state.zeros; draw(); } }, state.zeros ? `Hide ${count(zeros)} without hits` : `Show ${count(zeros)} without hits`));
    if (!shown.length) notes.prepend('None. ');
  }
  function line(row) {
    const node = make('tr', row.pick ? { 'data-pick': '', tabindex: '0' } : {});
    row.cells.forEach((cell, i) => node.append(make('td', { class: columns[i].number ? 'n' : undefined }, cell instanceof Node ? cell.cloneNode(true) : typeof cell === 'number' ? (columns[i].number === 'ratio' ? ratio(cell) : columns[i].number === 'share' ? share(cell) : count(cell)) : String(cell ?? ''))));
    if (row.pick) {
      node.addEventListener('click', e => { if (!e.target.closest('a')) row.pick(); });
      node.addEventListener('keydown', e => { if (e.key === 'Enter' && e.target === node) row.pick(); });
    }
    return node;
  }
  draw();
  return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, make('table', {}, make('thead', {}, make('tr', {}, ...heads)), body), notes);
}
