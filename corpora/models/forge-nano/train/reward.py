"""Trains forge-nano-rm on rows of `forge-pairs --as rm`: the language model's trunk, a head of Linear, ReLU, Linear on the last token,
and the listwise loss of the Qwen2.5-Math report (arXiv 2409.12122, section 3.2): over one problem's right answers j and wrong answers k,
-mean log sigmoid(r_j - r_k). Beside it, every token of a reply learns to tell whether the reply will be right (as the token-level verifiers of
Cobbe et al. 2021, arXiv:2110.14168, section 4.2), for an error is seen where it stands and has to be carried to the last token; the exported model is read at the last token only.
"""
import argparse
import json
import pathlib
import random
import time

import torch
import torch.nn.functional as F

import bpe
import mixture
import model as nano
import workers

HERE = pathlib.Path(__file__).resolve().parent
WARM_STEPS = 20
HEAD_RATE = 3 # times the trunk's


def text(prompts, language, problem, response):
    """What forge-score --method head shows the model: the whole conversation, closed."""
    return prompts.render(f"sample/{language}/cot", problem) + response + "<|im_end|>\n"


def scores(net, tokenizer, texts):
    """The score of each text, at its last token; and the scores at every token, with a mask of the reply's tokens."""
    ids = [tokenizer.encode(t) for t in texts]
    width, lengths = max(map(len, ids)), torch.tensor([len(i) for i in ids])
    every = net(torch.tensor([i + [0] * (width - len(i)) for i in ids]))
    turn = tokenizer.special["<|im_start|>"]
    begins = torch.tensor([len(i) - 1 - i[::-1].index(turn) for i in ids])
    at = torch.arange(width)
    return every[torch.arange(len(ids)), lengths - 1], every, (begins[:, None] <= at) & (at < lengths[:, None])


def listwise(r, right):
    return -F.logsigmoid(r[right][:, None] - r[~right][None, :]).mean()


@torch.no_grad()
def judged(net, tokenizer, groups):
    """Loss, share of right-wrong pairs in order, and share of problems whose best-scored answer is right."""
    loss, ordered, pairs, best = 0.0, 0.0, 0, 0
    for texts, right in groups:
        r, _, _ = scores(net, tokenizer, texts)
        loss += listwise(r, right).item()
        gaps = r[right][:, None] - r[~right][None, :]
        ordered += (gaps > 0).sum().item()
        pairs += gaps.numel()
        best += bool(right[r.argmax()])
    return {"held_out_loss": round(loss / len(groups), 4), "pairs_in_order": round(ordered / pairs, 4), "best_is_right": round(best / len(groups), 4)}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=pathlib.Path, required=True, help="rows of forge-pairs --as rm")
    options.add_argument("--model", type=pathlib.Path, default=HERE.parent)
    options.add_argument("--out", type=pathlib.Path, default=HERE.parents[1] / "forge-nano-rm")
    options.add_argument("--epochs", type=float, default=3)
    options.add_argument("--everywhere", type=float, default=0.3, help="weight of the loss at every token of a reply")
    options.add_argument("--problems", type=int, default=8, help="problems a step")
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--held-out", type=int, default=100, help="problems kept for measuring")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes of one thread each")
    o = options.parse_args()
    workers.run(work, o)


def work(rank, o):
    torch.manual_seed(o.seed)
    draw = random.Random(o.seed)
    tokenizer, prompts = bpe.Tokenizer.load(o.model), mixture.Prompts()
    groups = []
    for row in mixture.rows(o.pairs):
        language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in row["problem"]) else "en"
        groups.append(([text(prompts, language, row["problem"], r["content"]) for r in row["responses"]], torch.tensor([r["is_correct"] for r in row["responses"]])))
    draw.shuffle(groups)
    held_out, training = groups[:o.held_out], groups[o.held_out:]
    config = json.loads((o.model / "config.json").read_text())
    net = nano.RewardModel(config)
    net.load_state_dict({**net.state_dict(), **{n: w for n, w in nano.load_safetensors(o.model / "model.safetensors").items() if n.startswith("model.")}})
    with torch.no_grad(): # the trunk's last norm is small (model.LanguageModel); the head's first layer makes up for it, or it would hardly move
        net.score[0].weight /= net.model.norm.weight.square().mean().sqrt()
    optimizer = torch.optim.AdamW([{"params": net.model.parameters(), "of": 1.0}, {"params": net.score.parameters(), "of": HEAD_RATE}], o.rate, betas=(0.9, 0.98), weight_decay=0.01)
    o.out.mkdir(parents=True, exist_ok=True)
    log = rank == 0 and open(o.out / "log.jsonl", "w", encoding="utf-8")
    started, recent, total = time.time(), [], int(o.epochs * len(training) / o.problems)
    for step in range(total):
        at = step * o.problems % len(training)
        if at < o.problems:
            draw.shuffle(training)
        chosen = (training + training)[at:at + o.problems][rank::o.workers]
        for group in optimizer.param_groups:
            group["lr"] = o.rate * group["of"] * min(1, (step + 1) / WARM_STEPS, 1 - step / total)
        last, every, replies = scores(net, tokenizer, [t for texts, _ in chosen for t in texts])
        loss = torch.stack([listwise(one, right) for one, (_, right) in zip(last.split([len(texts) for texts, _ in chosen]), chosen)]).sum() / o.problems
        labels = torch.cat([right for _, right in chosen]).float()[:, None].expand_as(every)
        everywhere = F.binary_cross_entropy_with_logits(every[replies], labels[replies]) / o.workers
        optimizer.zero_grad(set_to_none=True)
        (loss + o.everywhere * everywhere).backward()
        loss = loss.detach()
        workers.add([loss] + [p.grad for p in net.parameters()], o.workers)
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        recent.append(loss.item())
        if rank == 0 and ((step + 1) % 20 == 0 or step + 1 == total):
            entry = {"step": step + 1, "problems": (step + 1) * o.problems, "seconds": round(time.time() - started), "loss": round(sum(recent) / len(recent), 4)}
            recent = []
            if (step + 1) % 100 == 0 or step + 1 == total:
                entry.update(judged(net, tokenizer, held_out))
            log.write(json.dumps(entry) + "\n")
            log.flush()
    if rank > 0:
        return
    nano.save_safetensors(o.out / "model.safetensors", net.state_dict(), {"format": "pt"})
    (o.out / "config.json").write_text(json.dumps({**config, "architectures": ["Qwen2ForRewardModel"]}, indent=1) + "\n")
    tokenizer.save(o.out)


if __name__ == "__main__":
    main()
