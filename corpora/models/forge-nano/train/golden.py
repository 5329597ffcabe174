"""Writes what the bundled models give, by this recipe's own torch code, beside them: golden.jsonl with rows for forge-model's tokens and logits.
The tests hold the suite's tokenizer and engine against it. Usage: golden.py HELD_OUT (forge-seed's test split).
"""
import json
import pathlib
import sys
import unicodedata

import torch

import bpe
import lessons
import mixture
import model as nano
import reward

MODELS = pathlib.Path(__file__).resolve().parents[2]
FRAMES = ["", " ", "Ω≈ 3,5\n\n\tx^2", "a\u0301bc 12345 don't", "第三题：求x的值。", "\\frac{1}{2} + \\sqrt{3}", "ratio 3:4, {braces} and \\ backslashes 🙂"]


def load(name, kind):
    folder = MODELS / name
    config = json.loads((folder / "config.json").read_text())
    net = kind(config)
    net.load_state_dict(nano.load_safetensors(folder / "model.safetensors"))
    return net, bpe.Tokenizer.load(folder), folder


@torch.no_grad()
def main():
    held_out = [r for r in mixture.rows(sys.argv[1]) if "evolution" not in r][:12]
    prompts = mixture.Prompts()
    net, tokenizer, folder = load("forge-nano", nano.LanguageModel)
    with open(folder / "golden.jsonl", "w", encoding="utf-8") as out:
        for text in FRAMES + [r[f] for r in held_out for f in ("problem", "solution")]:
            out.write(json.dumps({"text": text, "ids": tokenizer.encode(unicodedata.normalize("NFC", text))}, ensure_ascii=False) + "\n") # the normalizer that tokenizer.json names
        for r in held_out:
            ids = tokenizer.encode(prompts.render(f"sample/{r['language']}/cot", r["problem"]))
            logits = net.logits(net.model(torch.tensor([ids]))[0, -1])
            top = logits.topk(20)
            out.write(json.dumps({"ids": ids, "top": [{"id": i, "logit": round(v, 5)} for i, v in zip(top.indices.tolist(), top.values.tolist())],
                                  "logsumexp": round(logits.logsumexp(0).item(), 5)}) + "\n")
    if not (MODELS / "forge-nano-rm/config.json").exists():
        return
    net, tokenizer, folder = load("forge-nano-rm", nano.RewardModel)
    falsifier = lessons.Lessons(tokenizer, held_out, 1)
    with open(folder / "golden.jsonl", "w", encoding="utf-8") as out:
        for r in held_out:
            wrong = next(copy for copy in iter(lambda: falsifier.falsify(r), 0) if copy)
            for reply in (lessons.Reply(r["solution"], True), wrong):
                ids = falsifier.conversation(r["problem"], r["language"], [reply]).ids
                out.write(json.dumps({"ids": ids, "score": round(net(torch.tensor([ids]))[0, -1].item(), 5), "problem": r["problem"],
                                      "generation": reply.text.removesuffix(lessons.END), "is_correct": reply.is_right, "language": r["language"]}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
