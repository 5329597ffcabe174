#!/usr/bin/env python3
"""Trains a reward model by the listwise loss of Qwen2.5-Math (arXiv:2409.12122, section 3.1).

Of a problem with k right ones among n responses (n = 6 in the report) the loss is

    L = -1 / (k (n - k)) * sum over right i, wrong j of log sigmoid(r_i - r_j),

so that every problem weighs 1, whether it has 5 pairs or 9. All responses of a problem stand in one step;
pairwise trainers reach this only by a weight on each pair. Problems whose responses are all right or all
wrong have no pair and are left out. Where responses name their models, those of a problem are taken in
turn over the models, so that none dominates.

    forge-pairs --as rm graded.jsonl > pairs.jsonl
    python3 listwise_reward.py --model Qwen/Qwen2.5-Math-1.5B --out rm pairs.jsonl

Needs torch and transformers; --tiny trains a small model over bytes with torch alone, to try a data set.
The head is one linear layer (AutoModelForSequenceClassification), not Qwen2.5-Math-RM's two.
"""
import argparse
import json
import random
import sys

SYSTEM = "Please reason step by step, and put your final answer within \\boxed{}."


def balanced(responses, most):
    """At most `most` responses: right and wrong in proportion, at least one of each, in turn over the models."""
    right = [r for r in responses if r["is_correct"]]
    wrong = [r for r in responses if not r["is_correct"]]
    if len(responses) <= most:
        return responses
    rights = min(max(round(most * len(right) / len(responses)), 1, most - len(wrong)), most - 1, len(right))
    taken = {}

    def pick(pool, count):
        pool, chosen = list(pool), []
        while len(chosen) < count:
            best = min(range(len(pool)), key=lambda i: (taken.get(pool[i].get("model"), 0), i))
            taken[pool[best].get("model")] = taken.get(pool[best].get("model"), 0) + 1
            chosen.append(pool.pop(best))
        return chosen

    return pick(right, rights) + pick(wrong, most - rights)


def read(paths, most):
    """Problems with at least one right and one wrong response, and how many had none of either."""
    problems, all_right, all_wrong = [], 0, 0
    for path in paths:
        with sys.stdin if path == "-" else open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                row = json.loads(line)
                if not isinstance(row.get("responses"), list):
                    sys.exit(f"{path}:{number}: expected responses, as forge-pairs --as rm writes them")
                right = sum(r["is_correct"] for r in row["responses"])
                if right == len(row["responses"]):
                    all_right += 1
                elif right == 0:
                    all_wrong += 1
                else:
                    problems.append({"problem": row["problem"], "responses": balanced(row["responses"], most)})
    return problems, all_right, all_wrong


def listwise_loss(scores, labels):
    """Loss of one problem. scores: n rewards; labels: n booleans with at least one of each."""
    import torch

    right, wrong = scores[labels], scores[~labels]
    return -torch.nn.functional.logsigmoid(right[:, None] - wrong[None, :]).mean()  # a mean over k (n - k) pairs


def ranking(scores, labels):
    """Share of pairs of a right and a wrong response in which the right one scores higher; ties count half."""
    right = [s for s, l in zip(scores, labels) if l]
    wrong = [s for s, l in zip(scores, labels) if not l]
    return sum((a > b) + 0.5 * (a == b) for a in right for b in wrong) / (len(right) * len(wrong))


class Bytes:
    """A small reward model over bytes: embedding, a bidirectional GRU, a linear head. For tries only."""

    def __init__(self, seed):
        import torch

        torch.manual_seed(seed)
        self.net = torch.nn.ModuleDict({
            "embed": torch.nn.Embedding(257, 32, padding_idx=256),
            "gru": torch.nn.GRU(32, 32, batch_first=True, bidirectional=True),
            "head": torch.nn.Linear(64, 1),
        })
        self.parameters = list(self.net.parameters())

    def scores(self, problem, responses):
        import torch

        texts = [(problem + "\n" + r).encode()[-512:] for r in responses]
        ids = torch.full((len(texts), max(map(len, texts))), 256)
        for i, text in enumerate(texts):
            ids[i, : len(text)] = torch.tensor(list(text))
        states, _ = self.net["gru"](self.net["embed"](ids))
        seen = (ids != 256)[:, :, None]
        return self.net["head"](states.masked_fill(~seen, -1e9).max(1).values)[:, 0]

    def save(self, folder):
        import os

        import torch

        os.makedirs(folder, exist_ok=True)
        torch.save(self.net.state_dict(), os.path.join(folder, "tiny.pt"))


class Checkpoint:
    """A sequence classifier with one label from a causal model's checkpoint."""

    def __init__(self, name, max_length, system):
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(name)
        kind = torch.bfloat16 if torch.cuda.is_available() else torch.float32
        self.model = AutoModelForSequenceClassification.from_pretrained(name, num_labels=1, torch_dtype=kind)
        self.model.to("cuda" if torch.cuda.is_available() else "cpu")
        self.model.config.pad_token_id = self.tokenizer.pad_token_id
        self.model.gradient_checkpointing_enable()
        self.parameters = list(self.model.parameters())
        self.max_length, self.system = max_length, system

    def scores(self, problem, responses):
        head = [{"role": "system", "content": self.system}] if self.system else []
        texts = [self.tokenizer.apply_chat_template(head + [{"role": "user", "content": problem}, {"role": "assistant", "content": r}], tokenize=False) for r in responses]
        batch = self.tokenizer(texts, return_tensors="pt", padding=True, add_special_tokens=False).to(self.model.device)
        if batch["input_ids"].shape[1] > self.max_length:
            sys.exit(f"a row of {batch['input_ids'].shape[1]} tokens; --max-length is {self.max_length}")
        return self.model(**batch).logits[:, 0].float()

    def save(self, folder):
        self.model.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)


def evaluate(model, problems):
    """Mean ranking accuracy over problems."""
    import torch

    if not problems:
        return float("nan")
    with torch.no_grad():
        return sum(ranking(model.scores(p["problem"], [r["content"] for r in p["responses"]]).tolist(), [r["is_correct"] for r in p["responses"]]) for p in problems) / len(problems)


def train(model, problems, held_out, args):
    import torch

    optimizer = torch.optim.AdamW(model.parameters, lr=args.lr, weight_decay=0.0)
    draw = random.Random(args.seed)
    for epoch in range(args.epochs):
        order = list(range(len(problems)))
        draw.shuffle(order)
        total = 0.0
        for at in range(0, len(order), args.batch):
            optimizer.zero_grad()
            batch = order[at : at + args.batch]
            for i in batch:  # all responses of a problem in one pass; gradients add up over the batch
                responses = problems[i]["responses"]
                labels = torch.tensor([r["is_correct"] for r in responses])
                scores = model.scores(problems[i]["problem"], [r["content"] for r in responses])
                loss = listwise_loss(scores, labels.to(scores.device)) / len(batch)
                loss.backward()
                total += loss.item() * len(batch)
            torch.nn.utils.clip_grad_norm_(model.parameters, 1.0)
            optimizer.step()
        print(f"epoch {epoch + 1}: loss {total / len(problems):.4f}, ranking {evaluate(model, problems):.4f}, held out {evaluate(model, held_out):.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="rows of forge-pairs --as rm; - is standard input")
    parser.add_argument("--model", help="checkpoint to start from")
    parser.add_argument("--tiny", action="store_true", help="a small model over bytes, with torch alone")
    parser.add_argument("--out", help="folder for the trained model")
    parser.add_argument("--system", default=SYSTEM)
    parser.add_argument("--responses", type=int, default=6, help="most responses of a problem")
    parser.add_argument("--held-out", type=float, default=0.1, help="share of problems")
    parser.add_argument("--max-length", type=int, default=4096)
    parser.add_argument("--batch", type=int, default=16, help="problems in a step")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--lr", type=float, default=1e-5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if bool(args.model) == args.tiny:
        parser.error("expected --model NAME or --tiny")
    problems, all_right, all_wrong = read(args.files, args.responses)
    random.Random(args.seed).shuffle(problems)
    held = int(len(problems) * args.held_out)
    if len(problems) - held == 0:
        sys.exit("no problem with a right and a wrong response")
    print(f"{len(problems) - held} problems to train, {held} held out; left out: all right {all_right}, all wrong {all_wrong}", flush=True)
    model = Bytes(args.seed) if args.tiny else Checkpoint(args.model, args.max_length, args.system)
    train(model, problems[held:], problems[:held], args)
    if args.out:
        model.save(args.out)


if __name__ == "__main__":
    main()
