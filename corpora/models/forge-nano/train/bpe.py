"""Byte-level BPE: learns a vocabulary, encodes, and writes a Hugging Face tokenizer.json.

The pre-tokenizer is Qwen2's: words with the space before them, digits one by one. Python's `re` has no \\p{L} and \\p{N};
[^\\W\\d_] and \\d stand for them, which is the same on the text this trains on (letters, ASCII digits, Han, punctuation).
"""
import collections
import functools
import json
import re

QWEN2 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
WORDS = re.compile(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|(?:[^\r\n\w]|_)?[^\W\d_]+|\d| ?(?:[^\s\w]|_)+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_letters():
    """GPT-2's printable stand-in for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {b: chr(b) for b in plain}
    for byte in range(256):
        if byte not in letters:
            letters[byte] = chr(256 + len(letters) - len(plain))
    return letters


LETTERS = byte_letters()


def spell(word):
    return tuple(LETTERS[b] for b in word.encode())


SPECIAL_OR_NOT = re.compile(r"(<\|endoftext\|>|<\|im_start\|>|<\|im_end\|>)")


def pieces(text):
    """The text cut where no token can reach across: at special tokens and between the pre-tokenizer's words."""
    for piece in SPECIAL_OR_NOT.split(text):
        if piece in SPECIAL:
            yield piece
        else:
            yield from WORDS.findall(piece)


class Tokenizer:
    def __init__(self, merges):
        self.merges = merges
        self.ranks = {pair: i for i, pair in enumerate(merges)}
        tokens = [LETTERS[b] for b in range(256)] + [a + b for a, b in merges]
        self.vocabulary = {t: i for i, t in enumerate(dict.fromkeys(tokens))}
        self.special = {t: len(self.vocabulary) + i for i, t in enumerate(SPECIAL)}
        self.size = len(self.vocabulary) + len(SPECIAL)

    @functools.lru_cache(maxsize=200_000)
    def _word(self, word):
        parts = list(spell(word))
        while len(parts) > 1:
            rank, at = min((self.ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
            if rank == 1 << 30:
                break
            parts[at:at + 2] = [parts[at] + parts[at + 1]]
        return [self.vocabulary[p] for p in parts]

    def encode(self, text):
        """Ids of text that holds special tokens in their written form."""
        ids = []
        for piece in pieces(text):
            ids += [self.special[piece]] if piece in self.special else self._word(piece)
        return ids

    def save(self, folder):
        added = [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
                 for t, i in self.special.items()]
        byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
        document = {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": {"type": "NFC"},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": QWEN2}, "behavior": "Isolated", "invert": False}, byte_level]},
            "post_processor": byte_level, "decoder": byte_level,
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": self.vocabulary, "merges": [f"{a} {b}" for a, b in self.merges]},
        }
        template = ("{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
                    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")
        config = {"tokenizer_class": "Qwen2Tokenizer", "add_prefix_space": False, "bos_token": None, "eos_token": "<|im_end|>",
                  "pad_token": "<|endoftext|>", "unk_token": None, "model_max_length": 1024, "clean_up_tokenization_spaces": False,
                  "added_tokens_decoder": {str(a["id"]): {k: a[k] for k in a if k != "id"} for a in added}, "chat_template": template}
        for name, content in [("tokenizer.json", document), ("tokenizer_config.json", config)]:
            (folder / name).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @staticmethod
    def load(folder):
        model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
        return Tokenizer([tuple(m.split(" ")) for m in model["merges"]])


def learn(texts, size):
    """The `size - 256 - len(SPECIAL)` merges of the most frequent pairs; ties go to the pair first in order."""
    counts = collections.Counter(w for t in texts for w in WORDS.findall(t))
    words = [[list(spell(w)), n] for w, n in counts.items()]
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for i, (parts, n) in enumerate(words):
        for pair in zip(parts, parts[1:]):
            pairs[pair] += n
            where[pair].add(i)
    merges = []
    while len(merges) < size - 256 - len(SPECIAL) and pairs:
        best = max(pairs, key=lambda p: (pairs[p], p))
        if pairs[best] < 2:
            break
        merges.append(best)
        for i in where.pop(best):
            parts, n = words[i]
            for pair in zip(parts, parts[1:]):
                pairs[pair] -= n
            at = 0
            while at < len(parts) - 1:
                if (parts[at], parts[at + 1]) == best:
                    parts[at:at + 2] = [best[0] + best[1]]
                at += 1
            for pair in zip(parts, parts[1:]):
                pairs[pair] += n
                where[pair].add(i)
        pairs.pop(best, None)
    return merges
