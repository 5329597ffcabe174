'use strict';
// Every text of the report reaches the page through textContent; only KaTeX's own output becomes markup.
const report = JSON.parse(document.getElementById('report').textContent);
const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(2)) if (child !== null && child !== undefined) node.append(child);
  return node;
};
const count = n => Number(n).toLocaleString('en-US');
const plural = (n, noun) => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
const share = s => (100 * s).toFixed(s < 0.001 && s > 0 ? 4 : 2) + ' %';
const ratio = s => Number(s).toFixed(2);
const textOf = new Map(report.items.map(i => [`${i.benchmark}\n${i.item}`, i.texts ?? {}]));
const itemText = h => textOf.get(`${h.benchmark}\n${h.item}`)?.[h.part];
const address = o => new URLSearchParams(Object.entries(o).filter(([, v]) => v)).toString();
