"""Trains forge-nano-rm: the language model's trunk, two more layers, and a head of Linear, ReLU, Linear on the last token.

The loss is the listwise one of the Qwen2.5-Math report (arXiv 2409.12122, section 3.2), over one problem's right answers j and wrong answers k:
-mean log sigmoid(r_j - r_k). Beside it, every token of a reply whose state is known (lessons.py) learns to tell whether the reply is right so far,
by the same head, and one layer below, by a head that is not kept, whether the equation here is true: an error is seen where it stands and has to be
carried to the last token, which whole-solution labels alone did not teach (token-level verifiers: Cobbe et al. 2021, arXiv:2110.14168, section 4.2).
The exported model is read at the last token only. One turn of the self-improvement loop: `forge-sample`, `forge-grade`, `forge-pairs --as rm` make its rows.
"""
import argparse
import json
import pathlib
import time

import torch
import torch.nn.functional as F
from torch import nn

import bpe
import lessons
import mixture
import model as nano
import optimizers
import workers

HERE = pathlib.Path(__file__).resolve().parent
LAYERS_MORE = 2
SHARES = (0.55, 0.25, 0.2) # of sampled groups, falsified solutions and drills


def padded(groups):
    """Ids, branches, and what is known of each token; a row is a group."""
    width = max(len(g.ids) for g in groups)
    return [torch.tensor([x + [blank] * (width - len(x)) for x in rows])
            for rows, blank in (([g.ids for g in groups], 0), ([g.branches for g in groups], -1), ([g.stands for g in groups], -1), ([g.good for g in groups], -1))]


def batches(source, tokens):
    """Lists of groups of about `tokens` tokens with their padding, groups of like length together."""
    source = iter(source)
    while True:
        pool = sorted((next(source) for _ in range(192)), key=lambda g: len(g.ids))
        cuts, at = [], 0
        while at < len(pool):
            end = at + 1
            while end < len(pool) and len(pool[end].ids) * (end + 1 - at) <= tokens:
                end += 1
            cuts.append(pool[at:end])
            at = end
        for i in torch.randperm(len(cuts)).tolist():
            yield cuts[i]


def listwise(r, right):
    return -F.logsigmoid(r[right][:, None] - r[~right][None, :]).mean()


def known(scores, labels):
    """Loss at the tokens whose label is known."""
    mask = labels >= 0
    return F.binary_cross_entropy_with_logits(scores[mask], labels[mask].float())


class Learner(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.net, self.equation = nano.RewardModel(config), nn.Linear(config["hidden_size"], 1)

    def forward(self, ids, branches):
        """The score at every token, and whether the equation here is true, as a logit."""
        *_, below, last = self.net.model.streams(ids, branches)
        below = below * torch.rsqrt(below.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.net.score(self.net.model.norm(last)).squeeze(-1), self.equation(below).squeeze(-1)

    def losses(self, groups):
        """Listwise, at every token, of equations: three means."""
        ids, branches, stands, good = padded(groups)
        scores, equations = self(ids, branches)
        none = 0 * scores.sum() # keeps every weight in the sum where a batch holds drills only
        ranked = [listwise(r[g.ends], torch.tensor(g.is_right)) for r, g in zip(scores, groups) if None not in g.is_right]
        return torch.stack([torch.stack(ranked).mean() if ranked else none, known(scores, good) if (good >= 0).any() else none, known(equations, stands)])


@torch.no_grad()
def judged(learner, groups):
    """Of held-out groups: loss, share of right-wrong pairs in order, share of problems whose best-scored answer is right, share of equations told rightly."""
    loss, ordered, pairs, best, told, equations = 0.0, 0, 0, 0, 0, 0
    for group in groups:
        ids, branches, stands, _ = padded([group])
        scores, truth = learner(ids, branches)
        r, right = scores[0, group.ends], torch.tensor(group.is_right)
        loss += listwise(r, right).item()
        gaps = r[right][:, None] - r[~right][None, :]
        ordered, pairs, best = ordered + (gaps > 0).sum().item(), pairs + gaps.numel(), best + group.is_right[r.argmax()]
        told, equations = told + ((truth > 0) == (stands == 1))[stands >= 0].sum().item(), equations + (stands >= 0).sum().item()
    return {"held_out_loss": round(loss / len(groups), 4), "pairs_in_order": round(ordered / pairs, 4), "best_is_right": round(best / len(groups), 4), "equations_told": round(told / equations, 4)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=pathlib.Path, required=True, help="rows of forge-pairs --as rm")
    options.add_argument("--seeds", type=pathlib.Path, required=True, help="forge-seed's train split, whose solutions are falsified")
    options.add_argument("--model", type=pathlib.Path, default=HERE.parent)
    options.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "forge-nano-rm")
    options.add_argument("--tokens", type=float, default=10e6, help="tokens to read, padding not counted")
    options.add_argument("--batch-tokens", type=int, default=6144, help="tokens a step, over all workers")
    options.add_argument("--muon-rate", type=float, default=optimizers.MUON_RATE / 2)
    options.add_argument("--adam-rate", type=float, default=optimizers.ADAM_RATE / 2)
    options.add_argument("--check-every", type=int, default=100, help="steps")
    options.add_argument("--held-out", type=int, default=150, help="problems kept for measuring")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes of one thread each; a step's gradient is the mean of theirs")
    o = options.parse_args()
    workers.run(work, o)


def work(rank, o):
    torch.manual_seed(o.seed)
    tokenizer = bpe.Tokenizer.load(o.model)
    rows = mixture.rows(o.pairs)
    config = json.loads((o.model / "config.json").read_text())
    config = {**config, "architectures": ["Qwen2ForRewardModel"], "num_hidden_layers": config["num_hidden_layers"] + LAYERS_MORE}
    learner = Learner(config)
    learner.net.start_from(nano.load_safetensors(o.model / "model.safetensors"))
    optimizer = optimizers.Optimizers(learner, o.muon_rate, o.adam_rate)
    source = lessons.Lessons(tokenizer, mixture.rows(o.seeds), rows[o.held_out:], o.seed * 64 + rank, SHARES)
    held_out = [source.sampled(row) for row in rows[:o.held_out]]
    torch.manual_seed(o.seed * 64 + rank)
    o.out.mkdir(parents=True, exist_ok=True)
    log = rank == 0 and open(o.out / "log.jsonl", "w", encoding="utf-8")
    started, recent, tokens, step = time.time(), [], 0, 0
    for groups in batches(source, o.batch_tokens // o.workers):
        losses = learner.losses(groups)
        learner.zero_grad(set_to_none=True)
        losses.sum().backward()
        losses = losses.detach()
        read = torch.tensor([float(sum(len(g.ids) for g in groups))])
        workers.add([losses, read] + [p.grad for p in learner.parameters()], o.workers)
        for p in learner.parameters():
            p.grad /= o.workers
        optimizer.step(step, 1 - tokens / o.tokens)
        tokens += int(read)
        step += 1
        recent.append(losses / o.workers)
        done = tokens >= o.tokens
        if rank == 0 and (step % 20 == 0 or done):
            ranked, every, equation = [round(x, 4) for x in torch.stack(recent).mean(0).tolist()]
            entry = {"step": step, "tokens": tokens, "seconds": round(time.time() - started), "listwise": ranked, "every_token": every, "equations": equation}
            recent = []
            if step % o.check_every == 0 or done:
                entry.update(judged(learner, held_out))
                export(learner.net, config, tokenizer, o.out)
            log.write(json.dumps(entry) + "\n")
            log.flush()
        if done:
            return


def export(net, config, tokenizer, folder):
    nano.save_safetensors(folder / "model.safetensors.part", net.state_dict(), {"format": "pt"})
    (folder / "model.safetensors.part").replace(folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    tokenizer.save(folder)


if __name__ == "__main__":
    main()
