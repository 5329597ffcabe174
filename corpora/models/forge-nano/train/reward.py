"""Trains forge-nano-rm: the trunk of a language model, two more layers, and a head of Linear, ReLU, Linear on the last token.

The two layers compare every token with what the trunk expected; that is calculated, not learned (compare.py). The head learns what the comparison is worth, by
the listwise loss of the Qwen2.5-Math report (arXiv 2409.12122, section 3.2) over one problem's right answers j and wrong answers k: -mean log sigmoid(r_j - r_k).
The loss leaves a constant open, which is set so that sigmoid(r) is the chance that an answer is right. Groups come from `forge-sample`, `forge-grade`,
`forge-pairs --as rm`, and beside them solutions of forge-seed with falsified copies (lessons.py). Everything below the head stands still, so each group is read once.
The model is written only where it orders held-out pairs better than the log-probability does (--least).
"""
import argparse
import itertools
import json
import pathlib
import time

import torch
import torch.nn.functional as F

import bpe
import compare
import lessons
import mixture
import model as nano
import workers
from train import write

HERE = pathlib.Path(__file__).resolve().parent
LAYERS_MORE = 2
MEASURED = 100 # groups by which the comparing layers are set up
RATE = 1e-2


def built(config, weights, tokens, groups):
    """The model before its head has learned anything, its config, and where in the stream what stands. config, weights: the language model's. tokens: those to
    compare. groups: lessons to measure on."""
    places, trunk = compare.Places(config["hidden_size"], tokens), config["num_hidden_layers"]
    config = {**config, "architectures": ["Qwen2ForRewardModel"], "num_hidden_layers": trunk + LAYERS_MORE, "hidden_size": config["hidden_size"] + compare.MORE}
    net = nano.RewardModel(config)
    net.start_from(compare.widened(weights, places))
    streams = [next(itertools.islice(net.model.streams(torch.tensor([g.ids]), torch.tensor([g.branches])), trunk - 1, None))[0] for g in groups]
    compare.install(net, trunk, weights["model.norm.weight"], places, groups, streams)
    return net, config, places


def read(net, group):
    """What the head sees of each reply: [replies, hidden]."""
    *_, last = net.model.streams(torch.tensor([group.ids]), torch.tensor([group.branches]))
    return net.model.norm(last[0, group.ends])


def read_all(net, groups, rank, count):
    """What the head sees of each group, read by all workers."""
    shares = [[read(net, g) for g in groups[rank::count]]] * count
    if count > 1:
        torch.distributed.all_gather_object(shares, shares[rank])
    return [shares[i % count][i // count] for i in range(len(groups))]


class Pairs:
    """All pairs of a right and a wrong reply of one group, each group with the same weight."""

    def __init__(self, seen, labels):
        """seen: [replies, hidden] of each group. labels: right or not, for each reply of each group."""
        self.seen, self.labels = torch.cat(seen), torch.tensor([x for group in labels for x in group])
        right, wrong, weights, start = [], [], [], 0
        for group in labels:
            found = [(start + i, start + j) for i, a in enumerate(group) for j, b in enumerate(group) if a and not b]
            right, wrong, weights = right + [i for i, _ in found], wrong + [j for _, j in found], weights + [1 / len(found) / len(labels)] * len(found)
            start += len(group)
        self.right, self.wrong, self.weights = torch.tensor(right), torch.tensor(wrong), torch.tensor(weights)
        self.groups = [len(g) for g in labels]

    def gaps(self, head):
        r = head(self.seen).squeeze(-1)
        return r[self.right] - r[self.wrong]

    def loss(self, head):
        return -(F.logsigmoid(self.gaps(head)) * self.weights).sum()

    @torch.no_grad()
    def judged(self, head):
        """Listwise loss, share of right-wrong pairs in order, share of problems whose best-scored answer is right."""
        best = [labels[r.argmax()].item() for r, labels in zip(head(self.seen).squeeze(-1).split(self.groups), self.labels.split(self.groups))]
        return {"loss": round(self.loss(head).item(), 4), "pairs_in_order": round((self.gaps(head) > 0).float().mean().item(), 4), "best_is_right": round(sum(best) / len(best), 4)}


def learn(head, inputs, pairs, held_out, steps, log):
    """Trains the head on some places of the stream; it does not see the others, from which it would learn the problems by heart."""
    first, _, second = head
    unseen = torch.ones(first.weight.shape[1], dtype=torch.bool)
    unseen[inputs] = False
    with torch.no_grad():
        first.weight[:, inputs] = torch.randn(len(first.weight), len(inputs)) / len(inputs) ** 0.5
        first.weight[:, unseen] = 0
        second.weight.mul_(0.1)
    optimizer = torch.optim.AdamW(head.parameters(), RATE, weight_decay=0)
    for step in range(steps + 1):
        if step % 100 == 0:
            write(log, step=step, **pairs.judged(head), **{"held_out_" + name: x for name, x in held_out.judged(head).items()})
        optimizer.zero_grad()
        pairs.loss(head).backward()
        first.weight.grad[:, unseen] = 0
        optimizer.step()
    center(second.bias, head(pairs.seen).squeeze(-1).detach(), pairs.labels.float())


def center(bias, scores, labels):
    """Shifts the scores so that their sigmoids are the chances that an answer is right."""
    shift = torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([shift], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        solver.zero_grad()
        value = F.binary_cross_entropy_with_logits(scores + shift, labels)
        value.backward()
        return value

    solver.step(loss)
    bias.data += shift.detach()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=pathlib.Path, required=True, help="rows of forge-pairs --as rm")
    options.add_argument("--seeds", type=pathlib.Path, required=True, help="forge-seed's train split, whose solutions are falsified")
    options.add_argument("--model", type=pathlib.Path, default=HERE.parent, help="language model whose trunk is taken")
    options.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "forge-nano-rm")
    options.add_argument("--log", type=pathlib.Path, default="reward-log.jsonl")
    options.add_argument("--steps", type=int, default=300)
    options.add_argument("--falsified", type=int, default=500, help="groups of falsified solutions")
    options.add_argument("--least", type=float, default=0.75, help="share of held-out pairs in order from which on the model is written: log-probability orders 0.74")
    options.add_argument("--held-out", type=int, default=150, help="problems kept for measuring")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes of one thread each that read")
    workers.run(work, options.parse_args())


def work(rank, o):
    torch.manual_seed(o.seed)
    tokenizer, started = bpe.Tokenizer.load(o.model), time.time()
    source = lessons.Lessons(tokenizer, mixture.rows(o.seeds), o.seed)
    rows = mixture.rows(o.pairs)
    if len(rows) < o.held_out + MEASURED:
        raise SystemExit(f"reward: {o.pairs} has {len(rows)} problems with right and wrong answers; {o.held_out} are held out and {MEASURED} more are needed at least")
    groups = [source.sampled(row) for row in rows] + [source.falsified() for _ in range(o.falsified)]
    measured = groups[o.held_out:o.held_out + MEASURED]
    config, weights = json.loads((o.model / "config.json").read_text()), nano.load_safetensors(o.model / "model.safetensors")
    with torch.no_grad():
        net, config, places = built(config, weights, compare.tokens_to_compare(tokenizer, measured), measured)
        seen = read_all(net, groups, rank, o.workers)
    if rank > 0:
        return
    labels = [g.is_right for g in groups]
    held_out, pairs = Pairs(seen[:o.held_out], labels[:o.held_out]), Pairs(seen[o.held_out:], labels[o.held_out:])
    o.log.parent.mkdir(parents=True, exist_ok=True)
    with open(o.log, "w", encoding="utf-8") as log:
        write(log, problems=len(groups) - o.falsified, held_out=o.held_out, falsified=o.falsified, replies=len(pairs.labels), tokens=sum(len(g.ids) for g in groups), seconds=round(time.time() - started))
        learn(net.score, [places.worst, places.mean], pairs, held_out, o.steps, log)
    if (share := held_out.judged(net.score)["pairs_in_order"]) < o.least:
        raise SystemExit(f"reward: {share} of the held-out pairs in order, {o.least} are asked for (--least): nothing is written")
    export(net, config, tokenizer, o.out)


def export(net, config, tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    nano.save_safetensors(folder / "model.safetensors", net.state_dict(), {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    tokenizer.save(folder)


if __name__ == "__main__":
    main()
