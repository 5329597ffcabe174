"""Writes a Qwen2 checkpoint of random bfloat16 weights, of a real model's shape: random_qwen2.py 0.1B|1.5B|7B DIR. Needs no packages."""
import array
import json
import os
import random
import sys

SHAPES = {  # layers, hidden, heads, key-value heads, feed-forward, vocabulary, tied
    "0.1B": (4, 512, 8, 2, 1408, 32000, True),
    "1.5B": (28, 1536, 12, 2, 8960, 151936, True),
    "7B": (28, 3584, 28, 4, 18944, 152064, False),
}
POOL = 1 << 20  # different values; tensors start at different places among them


def bfloat16(values):
    bits = array.array("I", array.array("f", values).tobytes())
    return array.array("H", [b >> 16 for b in bits]).tobytes()


def main(size, folder):
    layers, hidden, heads, kv_heads, feed_forward, vocabulary, tied = SHAPES[size]
    head = hidden // heads
    os.makedirs(folder, exist_ok=True)
    shapes = {"model.embed_tokens.weight": [vocabulary, hidden], "model.norm.weight": [hidden]}
    if not tied:
        shapes["lm_head.weight"] = [vocabulary, hidden]
    for layer in range(layers):
        at = f"model.layers.{layer}."
        shapes |= {at + "input_layernorm.weight": [hidden], at + "post_attention_layernorm.weight": [hidden]}
        for name, rows in (("q", heads * head), ("k", kv_heads * head), ("v", kv_heads * head)):
            shapes |= {f"{at}self_attn.{name}_proj.weight": [rows, hidden], f"{at}self_attn.{name}_proj.bias": [rows]}
        shapes[at + "self_attn.o_proj.weight"] = [hidden, heads * head]
        shapes |= {at + "mlp.gate_proj.weight": [feed_forward, hidden], at + "mlp.up_proj.weight": [feed_forward, hidden], at + "mlp.down_proj.weight": [hidden, feed_forward]}
    draw = random.Random(1)
    pool = bfloat16([draw.gauss(0, 0.02) for _ in range(POOL)])
    ones = bfloat16([1.0] * hidden)
    head_json, at = {}, 0
    for name, shape in shapes.items():
        length = 2 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        head_json[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + length]}
        at += length
    text = json.dumps(head_json).encode()
    part = os.path.join(folder, "model.safetensors.part")
    with open(part, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name, entry in head_json.items():
            left = entry["data_offsets"][1] - entry["data_offsets"][0]
            if name.endswith("norm.weight"):
                file.write(ones)
                continue
            while left > 0:
                start = 2 * draw.randrange(POOL)
                piece = pool[start:start + left]
                file.write(piece)
                left -= len(piece)
    os.rename(part, os.path.join(folder, "model.safetensors"))
    config = {
        "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "num_hidden_layers": layers, "hidden_size": hidden, "num_attention_heads": heads,
        "num_key_value_heads": kv_heads, "intermediate_size": feed_forward, "vocab_size": vocabulary, "max_position_embeddings": 4096, "rope_theta": 10000.0,
        "rms_norm_eps": 1e-6, "hidden_act": "silu", "tie_word_embeddings": tied, "eos_token_id": 2, "use_sliding_window": False,
    }
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(config, file, indent=1)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SHAPES:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
