// Writes docs/options.md from the tools' own option tables: node docs/make-options.mjs > docs/options.md
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = join(dirname(fileURLToPath(import.meta.url)), '..', 'bin');
const tools = readdirSync(bin).filter(f => /^forge(-[a-z]+)?\.dll$/.test(f)).map(f => f.slice(0, -4)).sort();
const cell = text => (text ?? '').replaceAll('|', '\\|');
const out = ['# Options', '', 'Made by `make docs` from each tool\'s option table; a test compares them. Every tool also takes `--help` and `--version`.', ''];
for (const tool of tools) {
  for (const line of execFileSync(join(bin, tool), ['--describe'], { encoding: 'utf8' }).trim().split('\n')) {
    const table = JSON.parse(line);
    out.push(`## ${table.name}`, '', table.purpose, '', '```', table.example, '```', '');
    for (const a of table.arguments) out.push(`- \`${a.name}\`${a.min === 0 ? ' (optional)' : ''}: ${a.help}`);
    if (table.arguments.length > 0) out.push('');
    out.push('| option | meaning | range | default |', '|---|---|---|---|');
    for (const o of table.options) out.push(`| \`--${o.name}${o.value === null ? '' : ' ' + cell(o.value)}\` | ${cell(o.help)} | ${cell(o.range)} | ${o.default === null ? '' : '`' + cell(o.default) + '`'} |`);
    out.push('');
  }
}
process.stdout.write(out.join('\n'));
