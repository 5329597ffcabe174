"""Trains forge-nano on what forge-seed makes. Stops at --tokens; started again, it goes on from its last checkpoint.

--layers 3 trains a model of half the depth, at twice the speed; --layers 6 then grows it (model.grown) and trains on.
The learning rate falls over the last share of --tokens (--fall), so that a longer run can go on from a checkpoint taken before
the fall. Only the reply's tokens carry loss. Log: one JSON object a line.
"""
import argparse
import json
import pathlib
import time

import torch
import torch.nn.functional as F

import bpe
import mixture
import model as nano
import optimizers
import practice
import workers

HERE = pathlib.Path(__file__).resolve().parent


def batches(tokenizer, source, size):
    """Batches of about `size` tokens, examples of like length together: ids and which of them are learned, padded on the right."""
    while True:
        pool = []
        for _ in range(512):
            pool.append(encoded(tokenizer, next(source)))
        pool.sort(key=lambda e: len(e[0]))
        groups = cut(pool, size)
        for i in torch.randperm(len(groups)).tolist():
            yield padded(groups[i])


def cut(pool, size):
    """Examples in order of length, cut into groups of about so many tokens with their padding."""
    groups, at = [], 0
    while at < len(pool):
        end = at + 1
        while end < len(pool) and len(pool[end][0]) * (end + 1 - at) <= size:
            end += 1
        groups.append(pool[at:end])
        at = end
    return groups


def steps(source, parts):
    """Batches of some groups each: a group's examples are of one length and so often of one kind, which alone makes for unsteady steps."""
    while True:
        yield [next(source) for _ in range(parts)]


def encoded(tokenizer, example):
    ids, learned = [], []
    for text, learn in example:
        piece = tokenizer.encode(text)
        ids += piece
        learned += [learn] * len(piece)
    return ids, learned


def padded(group):
    width = max(len(ids) for ids, _ in group)
    ids, mask = torch.zeros(len(group), width, dtype=torch.long), torch.zeros(len(group), width, dtype=torch.bool)
    for i, (tokens, learned) in enumerate(group):
        ids[i, :len(tokens)] = torch.tensor(tokens)
        mask[i, :len(tokens)] = torch.tensor(learned)
    return ids, mask


def reply_logits(net, ids, mask):
    """Logits that predict the learned tokens, and these tokens."""
    hidden = net.model(ids)[:, :-1][mask[:, 1:]]
    return net.logits(hidden), ids[:, 1:][mask[:, 1:]]


@torch.no_grad()
def exact_share(net, tokenizer, examples):
    """Share of replies whose every token is the most likely one: the replies that greedy decoding would give to the letter. And the loss."""
    right, loss, count = 0, 0.0, 0
    for at in range(0, len(examples), 16):
        ids, mask = padded([encoded(tokenizer, e) for e in examples[at:at + 16]])
        logits, wanted = reply_logits(net, ids, mask)
        loss += F.cross_entropy(logits, wanted, reduction="sum").item()
        count += len(wanted)
        hits = (logits.argmax(-1) == wanted).split(mask[:, 1:].sum(1).tolist())
        right += sum(bool(h.all()) for h in hits)
    return right / len(examples), loss / count


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=pathlib.Path, required=True, help="forge-seed's train split with all evolutions")
    options.add_argument("--held-out", type=pathlib.Path, required=True, help="forge-seed's test split with all evolutions")
    options.add_argument("--out", type=pathlib.Path, default=HERE.parent)
    options.add_argument("--checkpoints", type=pathlib.Path, default=HERE.parent / "checkpoints")
    options.add_argument("--tokens", type=float, default=20e6)
    options.add_argument("--layers", type=int, default=nano.CONFIG["num_hidden_layers"])
    options.add_argument("--fall", type=float, default=0.2, help="last share of the tokens over which the learning rate falls to zero; 0 where more is to come")
    options.add_argument("--batch-tokens", type=int, default=4096, help="tokens a step, over all workers")
    options.add_argument("--parts", type=int, default=2, help="groups of examples of like length that a worker takes a step")
    options.add_argument("--plain-share", type=float, default=0.65, help="share of the problems to solve that are seeds or differ from one in numbers only")
    options.add_argument("--drill-share", type=float, default=0.35, help="share of the examples that are equations alone")
    options.add_argument("--practise", type=pathlib.Path, help="graded samples of the model: the equations are drawn where these go wrong (practice.py)")
    options.add_argument("--start", type=pathlib.Path, help="model whose weights and tokenizer the training begins with")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--workers", type=int, default=2, help="processes of one thread each; a step's gradient is the mean of theirs")
    o = options.parse_args()
    workers.run(work, o)


def prepare(o):
    """The tokenizer, learned where there is none yet."""
    o.checkpoints.mkdir(parents=True, exist_ok=True)
    o.out.mkdir(parents=True, exist_ok=True)
    if o.start:
        bpe.Tokenizer.load(o.start).save(o.out)
    elif not (o.out / "tokenizer.json").exists():
        texts = mixture.rows(o.data)[:30_000]
        replies = [t for r in texts for t in (r["problem"], r["solution"])]
        prompts = [text for turns in mixture.Prompts().files.values() for _, text in turns] * 200
        bpe.Tokenizer(bpe.learn(replies + prompts, nano.CONFIG["vocab_size"])).save(o.out)


def work(rank, o):
    if rank == 0:
        prepare(o)
    workers.wait(o.workers)
    state_file = o.checkpoints / "state.pt"
    tokenizer = bpe.Tokenizer.load(o.out)
    assert tokenizer.size == nano.CONFIG["vocab_size"], tokenizer.size

    torch.manual_seed(o.seed)
    config = {**nano.CONFIG, "num_hidden_layers": o.layers}
    net = nano.LanguageModel(config)
    if o.start:
        net.load_state_dict(nano.load_safetensors(o.start / "model.safetensors"))
    optimizer = optimizers.Optimizers(net)
    progress = {"tokens": 0, "steps": 0, "seconds": 0.0, "layers": o.layers}
    if state_file.exists():
        state = torch.load(state_file)
        progress = state["progress"]
        if progress["layers"] > o.layers or progress["tokens"] >= o.tokens:
            return
        if progress["layers"] == o.layers:
            net.load_state_dict(state["net"])
            optimizer.load_state_dict(state["optimizers"])
        else:
            net.load_state_dict(nano.grown(state["net"], progress["layers"], o.layers))

    progress["layers"] = o.layers
    prompts = mixture.Prompts()
    held_out = mixture.rows(o.held_out)
    seeds = [prompts.solve(r) for r in held_out if "evolution" not in r][:128]
    grown = [prompts.solve(r) for r in held_out if r.get("evolution") not in (None, "change_numbers")][:64]
    source = mixture.examples(o.data, (o.seed + progress["steps"]) * 64 + rank, o.plain_share, o.drill_share, o.practise and practice.Practice(o.data, o.practise))
    log = rank == 0 and open(o.out / "train" / "log.jsonl" if (o.out / "train").exists() else o.checkpoints / "log.jsonl", "a", encoding="utf-8")
    started, before, recent, next_check = time.time(), progress["seconds"], [], progress["tokens"] + 200_000
    for groups in steps(batches(tokenizer, source, o.batch_tokens // o.workers // o.parts), o.parts):
        net.zero_grad(set_to_none=True)
        counts = torch.tensor([sum(float(mask[:, 1:].sum()) for _, mask in groups), sum(float((ids != 0).sum()) for ids, _ in groups)])
        workers.add([counts], o.workers)
        loss = torch.zeros(1)
        for ids, mask in groups:
            logits, wanted = reply_logits(net, ids, mask)
            part = F.cross_entropy(logits, wanted, reduction="sum") / counts[0]
            part.backward()
            loss += part.detach()
        workers.add([loss] + [p.grad for p in net.parameters()], o.workers)
        scale = optimizer.step(progress["steps"], 1 - progress["tokens"] / o.tokens, o.fall)
        recent.append(loss.item())
        progress["tokens"] += int(counts[1])
        progress["steps"] += 1
        progress["seconds"] = before + time.time() - started
        done = progress["tokens"] >= o.tokens
        if rank > 0:
            if done:
                return
            continue
        if progress["steps"] % 20 == 0 or done:
            write(log, step=progress["steps"], tokens=progress["tokens"], seconds=round(progress["seconds"]), rate=round(scale, 3),
                  loss=round(sum(recent) / len(recent), 4), tokens_per_second=round((progress["tokens"]) / progress["seconds"]))
            recent = []
        if progress["tokens"] >= next_check or done:
            next_check += 200_000
            exact, held_loss = exact_share(net, tokenizer, seeds)
            exact_grown, _ = exact_share(net, tokenizer, grown)
            write(log, step=progress["steps"], tokens=progress["tokens"], held_out_loss=round(held_loss, 4), held_out_exact=round(exact, 4), evolved_exact=round(exact_grown, 4))
            torch.save({"net": net.state_dict(), "optimizers": optimizer.state_dict(), "progress": progress}, state_file.with_suffix(".part"))
            state_file.with_suffix(".part").replace(state_file)
            export(net, config, o.out)
        if done:
            return


def write(log, **fields):
    log.write(json.dumps(fields) + "\n")
    log.flush()


def export(net, config, folder):
    weights = {n: p for n, p in net.state_dict().items()}
    nano.save_safetensors(folder / "model.safetensors", weights, {"format": "pt"})
    tokenizer = bpe.Tokenizer.load(folder)
    config = {**config, "bos_token_id": None, "eos_token_id": tokenizer.special["<|im_end|>"], "pad_token_id": tokenizer.special["<|endoftext|>"], "torch_dtype": "float16"}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    generation = {"eos_token_id": tokenizer.special["<|im_end|>"], "pad_token_id": tokenizer.special["<|endoftext|>"]}
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=1) + "\n")


if __name__ == "__main__":
    main()
