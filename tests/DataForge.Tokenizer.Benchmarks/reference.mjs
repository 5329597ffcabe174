// Encodes texts with @huggingface/tokenizers: node reference.mjs TOKENIZER.json TEXTS.json ROUNDS  →  {"seconds", "checksums"}
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Tokenizer } from '@huggingface/tokenizers';

const [vocabulary, input, rounds] = process.argv.slice(2);
const tokenizer = new Tokenizer(JSON.parse(readFileSync(vocabulary, 'utf8')), {});
const texts = JSON.parse(readFileSync(input, 'utf8'));
const encode = text => tokenizer.encode(text, { add_special_tokens: false }).ids;
const checksums = texts.map(text => encode(text).reduce((hash, id) => Math.imul(hash ^ id, 16777619), 2166136261 | 0) >>> 0);
let seconds = Infinity;
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now();
  for (const text of texts) encode(text);
  seconds = Math.min(seconds, (performance.now() - start) / 1000);
}
console.log(JSON.stringify({ seconds, checksums }));
