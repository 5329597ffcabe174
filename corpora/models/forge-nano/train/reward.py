"""Trains forge-nano-rm: the trunk of a language model, two more layers, and a head of Linear, ReLU, Linear on the last token.

The loss is the listwise one of the Qwen2.5-Math report (arXiv 2409.12122, section 3.2), over one problem's right answers j and wrong answers k:
-mean log sigmoid(r_j - r_k). Beside it, every token of a reply whose state is known (lessons.py) learns by the same head whether the reply is right so
far (token-level verifiers: Cobbe et al. 2021, arXiv:2110.14168, section 4.2) and, one layer below, by a head that is not kept, whether the token is right
in its place. The further layers begin by comparing every token with what the language model expected (compare.py). The trunk does not change, so it reads
every row once. Rows come from `forge-sample`, `forge-grade`, `forge-pairs --as rm`.
The model is written only once it orders held-out pairs better than the log-probability does (--least).
"""
import argparse
import itertools
import json
import pathlib
import time

import torch
import torch.nn.functional as F
from torch import nn

import bpe
import compare
import lessons
import mixture
import model as nano
import optimizers
import workers

HERE = pathlib.Path(__file__).resolve().parent
LAYERS_MORE = 2
MEASURED = 100 # groups by which the comparing layers are set up
RATES = 4e-3, 1.5e-3 # less than the language model's: what is there is to stay


def padded(groups):
    """Branches, and what is known of each token; a row is a group."""
    width = max(len(g.ids) for g in groups)
    return [torch.tensor([x + [-1] * (width - len(x)) for x in rows]) for rows in ([g.branches for g in groups], [g.stands for g in groups], [g.good for g in groups])]


def batches(groups, tokens, draw):
    """One pass: lists of groups of about `tokens` tokens with their padding, groups of like length together."""
    cuts = mixture.cut(sorted(groups, key=lambda g: len(g.ids) + draw.random()), tokens, lambda g: len(g.ids))
    draw.shuffle(cuts)
    return cuts


def listwise(r, right):
    return -F.logsigmoid(r[right][:, None] - r[~right][None, :]).mean()


def where_known(scores, labels):
    """Loss at the tokens whose label is known."""
    mask = labels >= 0
    return F.binary_cross_entropy_with_logits(scores[mask], labels[mask].float())


class Learner(nn.Module):
    """The reward model above the trunk, and a head that helps it to learn and is not kept: whether a token is right in its place."""

    def __init__(self, config, weights, tokens):
        """config, weights: the language model's. tokens: those to compare."""
        super().__init__()
        self.places, self.trunk = compare.Places(config["hidden_size"], tokens), config["num_hidden_layers"]
        self.config = {**config, "architectures": ["Qwen2ForRewardModel"], "num_hidden_layers": self.trunk + LAYERS_MORE, "hidden_size": config["hidden_size"] + compare.MORE}
        self.net, self.equation = nano.RewardModel(self.config), nn.Linear(self.config["hidden_size"], 1)
        self.net.start_from(compare.widened(weights, self.places))
        self.norm = weights["model.norm.weight"]
        for p in self.net.model.parameters():
            p.requires_grad_(False)
        for p in [*self.net.model.layers[self.trunk:].parameters(), self.net.model.norm.weight]:
            p.requires_grad_(True)

    @torch.no_grad()
    def begin(self, groups):
        """The further layers compare, and both heads read what they find. groups: lessons to measure on."""
        compare.install(self.net, self.trunk, self.norm, self.places, groups)
        nn.init.zeros_(self.equation.weight)
        outputs = [self.outputs([g], torch.tensor([g.branches])) for g in groups]
        stands = torch.tensor([s for g in groups for s in g.stands])
        compare.fit(self.equation, [self.places.alarm], torch.cat([o[0] for _, o in outputs])[stands >= 0], stands[stands >= 0].float())
        told = nn.Linear(self.config["hidden_size"], 1)
        whole = [(g, o) for g, (o, _) in zip(groups, outputs) if None not in g.is_right]
        found = [self.places.worst, self.places.mean]
        compare.fit(told, found, torch.cat([o[0, g.ends] for g, o in whole]), torch.tensor([float(r) for g, _ in whole for r in g.is_right]))
        first, _, second = self.net.score
        nn.init.zeros_(first.weight[:2])
        first.weight[:2, found] = torch.stack([told.weight[0, found], -told.weight[0, found]])
        second.weight[0, :2], second.bias[:] = torch.tensor([1.0, -1.0]), told.bias

    @torch.no_grad()
    def read(self, group):
        """Keeps the trunk's stream beside the group, for it does not change."""
        streams = self.net.model.streams(torch.tensor([group.ids]), torch.tensor([group.branches]))
        group.stream = next(itertools.islice(streams, self.trunk - 1, None))[0].half()
        return group

    def outputs(self, groups, branches):
        """What both heads read: the last stream, and the one behind the first further layer, normed."""
        x = nn.utils.rnn.pad_sequence([g.stream.float() for g in groups], batch_first=True)
        compared, *_, last = self.net.model.onward(x, branches, self.trunk)
        return self.net.model.norm(last), self.net.model.layers[self.trunk + 1].input_layernorm(compared)

    def forward(self, groups, branches):
        """The score at every token, and whether the token is right in its place, as a logit."""
        last, compared = self.outputs(groups, branches)
        return self.net.score(last).squeeze(-1), self.equation(compared).squeeze(-1)

    def losses(self, groups):
        """Listwise, at every token, of single tokens: three means."""
        branches, stands, good = padded(groups)
        scores, equations = self(groups, branches)
        none = torch.zeros(()) # where a batch holds drills only
        ranked = [listwise(r[g.ends], torch.tensor(g.is_right)) for r, g in zip(scores, groups) if None not in g.is_right]
        return torch.stack([torch.stack(ranked).mean() if ranked else none, where_known(scores, good) if (good >= 0).any() else none, where_known(equations, stands)])


@torch.no_grad()
def judged(learner, groups):
    """Of held-out groups: loss, share of right-wrong pairs in order, share of problems whose best-scored answer is right, and of single tokens
    the share of right-wrong pairs in order."""
    loss, ordered, pairs, best, logits, truth = 0.0, 0, 0, 0, [], []
    for group in groups:
        branches, stands, _ = padded([group])
        stands = stands.masked_fill(branches == 0, -1)
        scores, equations = learner([group], branches)
        r, right = scores[0, group.ends], torch.tensor(group.is_right)
        loss += listwise(r, right).item()
        gaps = r[right][:, None] - r[~right][None, :]
        ordered, pairs, best = ordered + (gaps > 0).sum().item(), pairs + gaps.numel(), best + group.is_right[r.argmax()]
        logits.append(equations[stands >= 0])
        truth.append(stands[stands >= 0] == 1)
    logits, truth = torch.cat(logits), torch.cat(truth)
    apart = (logits[truth][:, None] > logits[~truth][None, :]).float().mean().item()
    return {"held_out_loss": round(loss / len(groups), 4), "pairs_in_order": round(ordered / pairs, 4), "best_is_right": round(best / len(groups), 4), "tokens_in_order": round(apart, 4)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=pathlib.Path, required=True, help="rows of forge-pairs --as rm")
    options.add_argument("--seeds", type=pathlib.Path, required=True, help="forge-seed's train split, whose solutions are falsified")
    options.add_argument("--model", type=pathlib.Path, default=HERE.parent)
    options.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "forge-nano-rm")
    options.add_argument("--log", type=pathlib.Path, default="reward-log.jsonl")
    options.add_argument("--passes", type=int, default=10)
    options.add_argument("--falsified", type=int, default=1500, help="groups of falsified solutions")
    options.add_argument("--drills", type=int, default=200, help="rows of equations")
    options.add_argument("--batch-tokens", type=int, default=4096, help="tokens a step, over all workers")
    options.add_argument("--least", type=float, default=0.75, help="share of held-out pairs in order from which on the model is written: log-probability orders 0.74")
    options.add_argument("--held-out", type=int, default=150, help="problems kept for measuring")
    options.add_argument("--check-every", type=int, default=100, help="steps")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes of one thread each; a step's gradient is the mean of theirs")
    o = options.parse_args()
    workers.run(work, o)


def work(rank, o):
    torch.manual_seed(o.seed)
    tokenizer, rows = bpe.Tokenizer.load(o.model), mixture.rows(o.pairs)
    source = lessons.Lessons(tokenizer, mixture.rows(o.seeds), o.seed)
    held_out, groups = rows[:o.held_out] if rank == 0 else [], [source.sampled(row) for row in rows[o.held_out:]]
    groups += [source.falsified() for _ in range(o.falsified)] + [source.drill() for _ in range(o.drills)]
    source.draw.shuffle(groups)
    learner = Learner(json.loads((o.model / "config.json").read_text()), nano.load_safetensors(o.model / "model.safetensors"), compare.tokens_to_compare(tokenizer, groups[:MEASURED]))
    learner.begin([learner.read(g) for g in groups[:MEASURED]])
    held_out = [learner.read(source.sampled(row)) for row in held_out]
    log = rank == 0 and open(o.log, "w", encoding="utf-8")
    if rank == 0:
        write(log, step=0, **judged(learner, held_out))
    groups = [g if hasattr(g, "stream") else learner.read(g) for g in groups[rank::o.workers]]
    optimizer = optimizers.Optimizers(learner, *RATES)
    steps = torch.tensor([float(len(batches(groups, o.batch_tokens // o.workers, source.draw)) * o.passes)])
    workers.add([steps], o.workers)
    started, step, total = time.time(), 0, int(steps) // o.workers
    for group in passes(groups, o, source.draw):
        losses = learner.losses(group)
        learner.zero_grad(set_to_none=True)
        losses.sum().backward()
        losses = losses.detach() / o.workers
        moving = [p for p in learner.parameters() if p.requires_grad]
        for p in moving:
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad / o.workers
        workers.add([losses] + [p.grad for p in moving], o.workers)
        optimizer.step(step, 1 - step / total)
        recent = losses if step == 0 else recent.lerp(losses, 0.02)
        step += 1
        if rank == 0 and (step % o.check_every == 0 or step == total):
            ranked, every, equation = [round(x, 4) for x in recent.tolist()]
            entry = {"step": step, "of": total, "seconds": round(time.time() - started), "listwise": ranked, "every_token": every, "equations": equation, **judged(learner, held_out)}
            if entry["pairs_in_order"] >= o.least:
                export(learner.net, learner.config, tokenizer, o.out)
            write(log, **entry)
        if step == total:
            return


def write(log, **fields):
    log.write(json.dumps(fields) + "\n")
    log.flush()


def passes(groups, o, draw):
    while True:
        yield from batches(groups, o.batch_tokens // o.workers, draw)


def export(net, config, tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    nano.save_safetensors(folder / "model.safetensors", net.state_dict(), {"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    tokenizer.save(folder)


if __name__ == "__main__":
    main()
