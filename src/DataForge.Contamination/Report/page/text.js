// Where a text holds formulas: \(…\), \[…\], $$…$$ and $…$ that is not an amount of money.
function formulas(text) {
  const most = 4000, found = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') {
      const close = text[i + 1] === '(' ? '\\)' : text[i + 1] === '[' ? '\\]' : null;
      const end = close ? text.indexOf(close, i + 2) : -1;
      if (end > i + 2 && end - i < most) found.push({ from: i, to: end + 2, inner: i + 2, source: text.slice(i + 2, end) });
      i = end > i + 2 && end - i < most ? end + 1 : i + 1; // else an escaped sign: \$ opens nothing
    } else if (c === '$' && text[i + 1] === '$') {
      const end = text.indexOf('$$', i + 2);
      if (end > i + 2 && end - i < most) found.push({ from: i, to: end + 2, inner: i + 2, source: text.slice(i + 2, end) });
      i = end > i + 2 && end - i < most ? end + 1 : i + 1;
    } else if (c === '$') {
      const end = closing(text, i);
      if (end < 0) continue;
      found.push({ from: i, to: end + 1, inner: i + 1, source: text.slice(i + 1, end) });
      i = end;
    }
  }
  return found;
}

// The dollar sign that ends the formula begun at a place; -1 where an amount, or nothing, begins there.
function closing(text, open) {
  const most = 1200;
  for (let j = open + 1; j < text.length && j - open < most; j++) {
    if (text[j] === '\\') j++;
    else if (text[j] === '\n' && text[j + 1] === '\n') return -1;
    else if (text[j] === '$') return j > open + 1 && isFormula(text.slice(open + 1, j), text[j + 1] ?? '') ? j : -1;
  }
  return -1;
}

function isFormula(inner, next) {
  const tex = /[\\^_{]/.test(inner);
  const words = inner.replace(/\\(text|mbox|textbf|textit|mathrm|operatorname)\s*\{[^{}]*\}/g, ' ').replace(/\\[A-Za-z]+/g, ' ').match(/[A-Za-z]{2,}/g)?.length ?? 0;
  if (words > 2 && /[A-Za-z]{2,}[,.;]?\s+[A-Za-z]{2,}/.test(inner.replace(/\\[A-Za-z]+\s*\{[^{}]*\}/g, ' '))) return false; // prose between two amounts
  if (tex) return true;
  if (/^\s|\s$/.test(inner) || /[0-9]/.test(next)) return false; // "$5 and $6"
  if (/[\u3000-\u9fff\uac00-\ud7af]/.test(inner)) return false;
  return !(/^[0-9][0-9,.]*\s/.test(inner) && words > 0); // "$5 or A$"
}

// Ranges in code points as places in a JavaScript string, clipped to it.
function units(text, ranges, offset = 0) {
  const placed = [];
  let at = 0, point = offset;
  for (const [start, end] of ranges ?? []) {
    const go = to => { while (point < to && at < text.length) { at += text.codePointAt(at) > 0xffff ? 2 : 1; point++; } return at; };
    const from = go(start), to = go(end);
    if (to > from) placed.push([from, to]);
  }
  return placed;
}

// How much of a formula is marked, letter for letter; names of commands do not count.
function coverage(formula, marks) {
  let left = '', some = false;
  for (let i = 0; i < formula.source.length; i++) {
    const at = formula.inner + i, marked = marks.some(([from, to]) => at >= from && at < to);
    some ||= marked && /[\p{L}\p{N}]/u.test(formula.source[i]);
    left += marked ? ' ' : formula.source[i];
  }
  return !some ? 'none' : /[\p{L}\p{N}]/u.test(left.replace(/\\[A-Za-z]+/g, ' ')) ? 'part' : 'all';
}

// A text with its formulas drawn and its marked places in <mark>.
function rich(text, marks = [], asSource = false) {
  const piece = document.createDocumentFragment();
  const plain = (from, to) => {
    for (const [start, end] of marks) {
      if (end <= from || start >= to) continue;
      if (start > from) piece.append(text.slice(from, start));
      piece.append(make('mark', {}, text.slice(Math.max(start, from), Math.min(end, to))));
      from = Math.min(end, to);
    }
    piece.append(text.slice(from, to));
  };
  let at = 0;
  for (const formula of asSource ? [] : formulas(text)) {
    const source = text.slice(formula.from, formula.to), holder = make('span', { class: 'math', title: source });
    try {
      katex.render(formula.source, holder, { throwOnError: true, trust: false, strict: 'ignore', maxExpand: 100, maxSize: 20, displayMode: false });
    } catch {
      continue; // a formula KaTeX cannot read stays as its source
    }
    plain(at, formula.from);
    at = formula.to;
    const covered = coverage(formula, marks);
    if (covered === 'part') holder.classList.add('part');
    piece.append(covered === 'all' ? make('mark', {}, holder) : holder);
  }
  plain(at, text.length);
  return piece;
}
