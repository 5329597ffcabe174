"""Lets the reward model compare each token with what the language model expected in its place, by calculation instead of by training.

The trunk is the language model's, made wider (Net2Net, Chen et al. 2016): it computes what it did, but for half a percent that the identities add to the norm
of the first layer, and less further up. The dimensions that are new are for
1. identity: which of some tokens stands here (digits, and what often follows one), one for all others together;
2. expected: the language model's logits of these tokens, fetched from the token before;
3. reply: whether the assistant's turn has begun;
4. alarm: how much more the language model expected others than the token that came, the sum over those others where one of both is a digit;
5. worst: the largest alarm up to here; and the mean over the reply.
In the trunk's own dimensions the identity can no longer be read behind the last layer (a linear reading tells 85 % of the digits), which is why it is kept apart.
Of the two layers above the trunk the first sets 2, 3 and 4, the second 5. All of it is written into their weights and stays.
"""
import collections
import math

import torch

MORE = 48 # dimensions
OTHERS = 10 # tokens beside the digits
SIGN = 0.5 # how an identity is written; the trunk's own stream has about 18 behind the last layer
UNIT = 0.1 # of a logit, in signs: what is written stays near one
STEEP = 2.0 # of an alarm, by logit
BLOCKED = 120.0 # keeps a pair of tokens silent that is not asked for
PEAK, FREQUENCIES = 10.0, 6 # constant queries and keys, which the rotation by position turns into a peak at distance one
FIRM, SOFT = 64.0, 60.0 # product of a query and a key of the other looks


class Places:
    """Where in the stream what stands."""

    def __init__(self, hidden, tokens):
        self.tokens, count = tokens, len(tokens)
        self.identity, self.expected = slice(hidden, hidden + count + 1), slice(hidden + count + 1, hidden + 2 * count + 1)
        self.reply, self.alarm, self.worst, self.mean = range(hidden + 2 * count + 1, hidden + 2 * count + 5)
        assert self.mean < hidden + MORE


def tokens_to_compare(tokenizer, groups):
    """The ten digits; what follows them most often in replies; and last the token by which the assistant's turn is known."""
    digits = [tokenizer.encode(d)[0] for d in "0123456789"]
    mark = tokenizer.encode("assistant")[-2]
    behind = collections.Counter(b for g in groups for a, b, branch in zip(g.ids, g.ids[1:], g.branches) if branch > 0 and a in digits)
    return digits + [t for t, _ in behind.most_common() if t not in digits and t != mark][:OTHERS] + [mark]


def widened(weights, places):
    """The language model's weights with MORE dimensions in the stream: nothing reads them and nothing writes into them but the embeddings, with identities."""
    result = {}
    hidden = places.identity.start
    shrunk = math.sqrt(hidden / (hidden + MORE)) # the norm's mean is over more dimensions
    for name, w in weights.items():
        if w.dim() == 1 and len(w) == hidden and "norm" in name:
            w = torch.cat([w * shrunk, torch.zeros(MORE)])
        elif w.dim() == 2:
            w = torch.cat([w, torch.zeros(len(w), MORE)], 1) if w.shape[1] == hidden and "o_proj" not in name and "down_proj" not in name else torch.cat([w, torch.zeros(MORE, w.shape[1])])
        result[name] = w
    table = result["model.embed_tokens.weight"]
    table[:, places.identity.stop - 1] = SIGN
    for i, token in enumerate(places.tokens):
        table[token, places.identity.start + i], table[token, places.identity.stop - 1] = SIGN, 0
    return result


@torch.no_grad()
def install(net, trunk, norm, places, groups, streams):
    """net: a model.RewardModel with a widened language model in its first `trunk` layers. norm: the language model's own last norm. groups: lessons to measure on;
    streams: of each what the trunk gives, [length, hidden]."""
    first, second = net.model.layers[trunk], net.model.layers[trunk + 1]
    attention, mlp, embeddings = first.self_attn, first.mlp, net.model.embed_tokens.weight
    hidden, dim, count = places.identity.start, attention.dim, len(places.tokens)
    below = torch.cat(streams)
    shrunk = math.sqrt(hidden / below.shape[1])
    loudness = below.pow(2).mean(1).sqrt()
    for layer_norm in (first.input_layernorm, first.post_attention_layernorm, second.input_layernorm, second.post_attention_layernorm, net.model.norm):
        layer_norm.weight[:hidden], layer_norm.weight[hidden:] = shrunk, loudness.mean() / SIGN

    attention.q_proj.weight[:dim] = attention.k_proj.weight[:dim] = 0
    peak, theta = torch.zeros(dim // 2), net.model.c["rope_theta"] ** (-torch.arange(0, dim, 2) / dim)
    peak[:FREQUENCIES] = PEAK
    attention.k_proj.bias[:dim] = torch.cat([peak, 0 * peak])
    attention.q_proj.bias[:dim] = torch.cat([peak * theta.cos(), -peak * theta.sin()])
    logits = embeddings[places.tokens, :hidden] * norm
    attention.v_proj.weight[:count] = 0
    attention.v_proj.weight[:count, :hidden] = UNIT * (logits - logits.mean(0))
    attention.o_proj.weight[places.expected, :count] = SIGN * torch.eye(count)

    head = attention.heads // attention.kv # the first that reads the second keys and values
    mark = places.identity.start + count - 1
    is_mark = torch.tensor([i for g in groups for i in g.ids]) == places.tokens[-1]
    look(attention, head, 1, mark, mark, FIRM)
    attention.o_proj.weight[places.reply, head * dim] = SIGN * loudness[is_mark].mean() / loudness.mean()

    pairs = [(i, j) for i in range(count - 1) for j in range(count - 1) if i != j and min(i, j) < 10]
    mlp.gate_proj.weight[:len(pairs)], mlp.up_proj.weight[:len(pairs)] = 0, 0
    mlp.up_proj.weight[:len(pairs), places.reply] = UNIT
    mlp.gate_proj.weight[:len(pairs), places.identity] = -BLOCKED
    for unit, (came, other) in enumerate(pairs):
        mlp.gate_proj.weight[unit, places.identity.start + came] += BLOCKED
        mlp.gate_proj.weight[unit, places.expected.start + other] = STEEP / UNIT
        mlp.gate_proj.weight[unit, places.expected.start + came] = -STEEP / UNIT
    mlp.down_proj.weight[places.alarm, :len(pairs)] = SIGN / STEEP

    look(second.self_attn, 0, 0, places.alarm, places.alarm, SOFT)
    look(second.self_attn, head, 1, places.reply, places.alarm, FIRM)
    second.self_attn.o_proj.weight[places.worst, 0] = second.self_attn.o_proj.weight[places.mean, head * dim] = SIGN


def look(attention, head, kv, where, what, strength):
    """A head looks for the token where one place of the stream is highest, and takes another from there. Keys stand in the dimension that the rotation by position turns least."""
    query, key, value = head * attention.dim, kv * attention.dim + attention.dim // 2 - 1, kv * attention.dim
    attention.q_proj.weight[query:query + attention.dim] = attention.k_proj.weight[key] = attention.v_proj.weight[value] = 0
    attention.q_proj.bias[query + attention.dim // 2 - 1] = attention.k_proj.weight[key, where] = strength ** 0.5
    attention.v_proj.weight[value, what] = 1
