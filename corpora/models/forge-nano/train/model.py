"""Qwen2 in plain torch, with Hugging Face's parameter names."""
import json
import math
import struct

import torch
import torch.nn.functional as F
from torch import nn

CONFIG = {
    "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "vocab_size": 1536, "hidden_size": 192, "intermediate_size": 576,
    "num_hidden_layers": 6, "num_attention_heads": 6, "num_key_value_heads": 2, "head_dim": 32, "hidden_act": "silu",
    "max_position_embeddings": 1024, "rope_theta": 10000.0, "rms_norm_eps": 1e-6, "tie_word_embeddings": True,
    "attention_dropout": 0.0, "initializer_range": 0.02, "use_cache": True, "use_sliding_window": False,
}


class Norm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(c["hidden_size"]))
        self.eps = c["rms_norm_eps"]

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotated(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, self.kv, self.dim = c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]
        self.q_proj = nn.Linear(c["hidden_size"], self.heads * self.dim)
        self.k_proj = nn.Linear(c["hidden_size"], self.kv * self.dim)
        self.v_proj = nn.Linear(c["hidden_size"], self.kv * self.dim)
        self.o_proj = nn.Linear(self.heads * self.dim, c["hidden_size"], bias=False)

    def forward(self, x, cos, sin, mask):
        b, t, _ = x.shape
        q = rotated(self.q_proj(x).view(b, t, self.heads, self.dim).transpose(1, 2), cos, sin)
        k = rotated(self.k_proj(x).view(b, t, self.kv, self.dim).transpose(1, 2), cos, sin)
        v = self.v_proj(x).view(b, t, self.kv, self.dim).transpose(1, 2)
        k, v = (y.repeat_interleave(self.heads // self.kv, 1) for y in (k, v))
        weights = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(self.dim) + mask, -1)
        return self.o_proj((weights @ v).transpose(1, 2).reshape(b, t, -1))


class Mlp(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gate_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.up_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.down_proj = nn.Linear(c["intermediate_size"], c["hidden_size"], bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = Norm(c), Norm(c)
        self.self_attn, self.mlp = Attention(c), Mlp(c)

    def forward(self, x, cos, sin, mask):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Trunk(nn.Module):
    """Ids [batch, length], padded on the right, to hidden states [batch, length, hidden]."""

    def __init__(self, c):
        super().__init__()
        self.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.layers = nn.ModuleList(Layer(c) for _ in range(c["num_hidden_layers"]))
        self.norm = Norm(c)
        self.c = c

    def forward(self, ids):
        *_, last = self.streams(ids)
        return self.norm(last)

    def streams(self, ids, branches=None):
        """The residual stream after each layer. `branches` [batch, length] lets one row hold several texts with the same beginning: tokens of branch 0
        are the beginning, those of branch n read it and their own branch, and every branch's positions go on from the beginning's."""
        branches = torch.zeros_like(ids[:1]) if branches is None else branches
        x, t, dim = self.embed_tokens(ids), ids.shape[1], self.c["head_dim"]
        before = torch.ones(t, t, dtype=torch.bool).tril() & ((branches[:, :, None] == branches[:, None, :]) | (branches == 0)[:, None, :])
        angles = (before.sum(2) - 1)[:, None, :, None] * self.c["rope_theta"] ** (-torch.arange(0, dim, 2) / dim)
        cos, sin = (torch.cat([f(angles)] * 2, -1) for f in (torch.cos, torch.sin))
        mask = torch.zeros(before.shape).masked_fill(~before, float("-inf"))[:, None]
        for block in self.layers:
            x = block(x, cos, sin, mask)
            yield x


EMBEDDING_STD, LAST_NORM = 0.5, 0.05


def begin(net):
    """Matrices at random, but silent where they write to the residual stream."""
    for name, p in net.named_parameters():
        if p.dim() == 2:
            nn.init.normal_(p, std=EMBEDDING_STD if "embed" in name else 0.5 / math.sqrt(p.shape[1]))
        elif name.endswith("bias"):
            nn.init.zeros_(p)
        if name.endswith(("o_proj.weight", "down_proj.weight")):
            nn.init.zeros_(p)


class LanguageModel(nn.Module):
    """Tied embeddings start as large as what the layers add to them, or a token's identity would drown after the first layer;
    the last norm starts small, so that the first logits are small all the same."""

    def __init__(self, c=CONFIG):
        super().__init__()
        self.model = Trunk(c)
        begin(self)
        nn.init.constant_(self.model.norm.weight, LAST_NORM)

    def logits(self, hidden):
        return hidden @ self.model.embed_tokens.weight.T


class RewardModel(nn.Module):
    """Qwen2ForRewardModel: Linear, ReLU, Linear on hidden states. Ids [batch, length] to a score at every token [batch, length]; the last one's is the text's."""

    def __init__(self, c=CONFIG):
        super().__init__()
        self.model = Trunk(c)
        self.score = nn.Sequential(nn.Linear(c["hidden_size"], c["hidden_size"]), nn.ReLU(), nn.Linear(c["hidden_size"], 1))
        begin(self)

    def forward(self, ids):
        return self.score(self.model(ids)).squeeze(-1)

    def start_from(self, weights):
        """Takes over a language model's trunk; its own further layers stay silent and its last norm stays one."""
        trunk = {n: w for n, w in weights.items() if n.startswith("model.") and n != "model.norm.weight"}
        self.load_state_dict({**self.state_dict(), **trunk})


def grown(weights, old_layers, layers):
    """Weights of a model with a multiple of the layers that computes the same: every layer is followed by copies whose outputs are zeroed
    (progressive stacking; Gong et al. 2019, function-preserving as in Chen et al. 2016)."""
    times, result = layers // old_layers, {}
    for name, w in weights.items():
        if not name.startswith("model.layers."):
            result[name] = w
            continue
        _, _, index, rest = name.split(".", 3)
        for copy in range(times):
            silent = copy > 0 and rest in ("self_attn.o_proj.weight", "mlp.down_proj.weight")
            result[f"model.layers.{int(index) * times + copy}.{rest}"] = torch.zeros_like(w) if silent else w.clone()
    return result


def save_safetensors(path, tensors, metadata):
    """Half precision, little-endian; the header is padded with spaces to 8 bytes, as the format's own writer does."""
    header, blobs, at = {"__metadata__": metadata}, [], 0
    for name, tensor in sorted(tensors.items()):
        blob = tensor.detach().half().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    part = path.with_name(path.name + ".part")
    part.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    part.replace(path)


def load_safetensors(path):
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: torch.frombuffer(bytearray(data[8 + size + h["data_offsets"][0]:8 + size + h["data_offsets"][1]]), dtype=torch.float16)
            .view(h["shape"]).float() for name, h in header.items()}
