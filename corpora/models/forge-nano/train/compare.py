"""Lets the reward model's first further layer compare, from the start, each token with what the language model expected in its place.

A trunk taken from a language model holds, at every token, the expectation of the next one. To see a surprise, a layer has to fetch the expectation from
the token before and multiply it with the token that came; training finds this only slowly, so its beginning is computed: one head looks at the token
before (constant queries and keys, which the rotation by position turns into a peak at distance one), its values are the logits of the 32 most frequent
tokens of replies, and the feed-forward part multiplies them with the token that stands here, u z = silu(u) z - silu(-u) z. The sum stands in one
direction of the residual stream. Training goes on from there.
"""
import collections

import torch

from model import normed

TOKENS = 32 # as many as a head has dimensions
PEAK, FREQUENCIES = 10.0, 6
SHARPNESS = 2.0 # of the look for the most wrong token, by a difference of one logit
STRENGTH = 4.0 # of what is written, in units of the stream's own size in the directions it is written to
RIDGE = 1e-3


@torch.no_grad()
def install(net, norm, groups, trunk, equation):
    """net: a model.RewardModel with a language model's trunk in its first `trunk` layers. norm: the language model's last norm. groups: lessons to measure on,
    with the trunk's stream.
    equation: the head [1, hidden] that reads the comparison and tells whether an equation is true; fitted too."""
    block, embeddings = net.model.layers[trunk], net.model.embed_tokens.weight
    attention, dim = block.self_attn, block.self_attn.dim
    frequent = [t for t, _ in collections.Counter(i for g in groups for i, b in zip(g.ids, g.branches) if b > 0).most_common(TOKENS)]

    ones = torch.ones(dim // 2)
    theta = net.model.c["rope_theta"] ** (-torch.arange(0, dim, 2) / dim)
    ones[FREQUENCIES:] = 0
    for linear in (attention.q_proj, attention.k_proj):
        linear.weight[:dim] = 0
    attention.k_proj.bias[:dim] = PEAK * torch.cat([ones, 0 * ones])
    attention.q_proj.bias[:dim] = PEAK * torch.cat([ones * theta.cos(), -ones * theta.sin()])
    expected = embeddings[frequent] - embeddings[frequent].mean(0)
    attention.v_proj.weight[:TOKENS] = expected * norm

    below = torch.cat([g.stream.float() for g in groups])
    spread, directions = torch.linalg.eigh(below.T @ below / len(below))
    quiet = directions[:, :TOKENS] # where the trunk writes least
    logits = normed(below) @ attention.v_proj.weight[:TOKENS].T
    attention.o_proj.weight[:, :TOKENS] = STRENGTH * spread.mean().sqrt() / logits.std() * quiet

    # Both readings are fitted on the stream as it is behind the attention: which token stands here, and what was expected. The tokens get each other's
    # expectations, or what was expected would be read from the token that came.
    own, wanted, came = [], [], []
    for g in groups:
        x, (before, places) = g.stream.float(), previous(g)
        own.append(x[places])
        wanted.append(normed(x[before]) @ attention.v_proj.weight[:TOKENS].T)
        came.append((torch.tensor(g.ids)[places][:, None] == torch.tensor(frequent)).float())
    own, wanted, came = torch.cat(own), torch.cat(wanted), torch.cat(came)
    wanted = wanted[torch.randperm(len(wanted))]
    here = normed(own + wanted @ attention.o_proj.weight[:, :TOKENS].T)
    read_came, read_wanted = fitted(here, came), fitted(here, wanted)
    direction, mlp = directions[:, TOKENS], block.mlp
    mlp.gate_proj.weight[:2 * TOKENS] = torch.cat([read_came, -read_came])
    mlp.up_proj.weight[:2 * TOKENS] = torch.cat([read_wanted, -read_wanted])
    mlp.down_proj.weight[:, :2 * TOKENS] = STRENGTH * spread.mean().sqrt() / wanted.abs().mean() * direction[:, None]
    after = normed(torch.cat([above(net, g, trunk)[1] for g in groups]))
    known = torch.tensor([s for g in groups for s in g.stands])
    fit(equation, direction, after[known >= 0], known[known >= 0].float())


@torch.no_grad()
def remember(net, groups, trunk, equation):
    """Lets the layer above the comparing one look, from every token, at the one before that looks most wrong to the fitted head `equation` on what enters the layer, and the
    score begin as what is found there. Keys vary with the head's logit in the dimension that the rotation by position turns least."""
    attention = net.model.layers[trunk + 1].self_attn
    dim, slow = attention.dim, attention.dim // 2 - 1
    for linear in (attention.q_proj, attention.k_proj):
        linear.weight[:dim], linear.bias[:dim] = 0, 0
    attention.q_proj.bias[slow], attention.k_proj.weight[slow] = SHARPNESS * dim ** 0.5, -equation.weight[0]
    attention.v_proj.weight[0], attention.v_proj.bias[0] = equation.weight[0], equation.bias[0]
    x = torch.cat([above(net, g, trunk)[1] for g in groups])
    spread, directions = torch.linalg.eigh(x.T @ x / len(x))
    direction = directions[:, 0]
    attention.o_proj.weight[:, 0] = STRENGTH * spread.mean().sqrt() * direction
    last = torch.cat([above(net, g, trunk)[2][g.ends] for g in groups if None not in g.is_right])
    labels = torch.tensor([float(r) for g in groups if None not in g.is_right for r in g.is_right])
    told = torch.nn.Linear(len(direction), 1)
    fit(told, direction, normed(last), labels)
    first, second = net.score[0], net.score[2]
    first.weight[:2], second.weight[0, :2], second.bias[:] = torch.stack([direction, -direction]), torch.tensor([1.0, -1.0]) * (told.weight[0] @ direction), told.bias


def above(net, group, trunk):
    """The stream [length, hidden] that the trunk gives, and those after each layer above it."""
    x = group.stream.float()[None]
    return [s[0] for s in (x, *net.model.onward(x, torch.tensor([group.branches]), trunk))]


def fit(head, direction, x, labels):
    """Logistic regression of the labels on x's part in one direction."""
    part, scale, shift = x @ direction, torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    solver = torch.optim.LBFGS([scale, shift], max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        solver.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(part / part.std() * scale + shift, labels)
        value.backward()
        return value

    with torch.enable_grad():
        solver.step(loss)
    head.weight[0] = direction * scale / part.std()
    head.bias[:] = shift


def previous(group):
    """For every token of a reply: the place of the token before it, and its own."""
    start = group.branches.index(1)
    last, before, own = {}, [], []
    for place in range(start, len(group.ids)):
        branch = group.branches[place]
        before.append(last.get(branch, start - 1))
        own.append(place)
        last[branch] = place
    return before, own


def fitted(x, y):
    """Weights [outputs, inputs] of the ridge regression of y on x."""
    return torch.linalg.solve(x.T @ x + RIDGE * len(x) * torch.eye(x.shape[1]), x.T @ y).T
