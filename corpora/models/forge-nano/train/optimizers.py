"""Muon for matrices (orthogonalised momentum; K. Jordan 2024), AdamW for the rest, and how fast both go."""
import torch

MUON_RATE, ADAM_RATE, WARM_STEPS = 0.01, 3e-3, 100


def orthogonal(g):
    """Five Newton-Schulz steps towards the nearest orthogonal matrix."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g / (g.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(5):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                momentum = self.state[p].setdefault("momentum", torch.zeros_like(p))
                momentum.lerp_(p.grad, 0.05)
                update = orthogonal(p.grad.lerp(momentum, 0.95))
                p.mul_(1 - group["lr"] * 0.01).add_(update, alpha=-group["lr"] * max(1, p.shape[0] / p.shape[1]) ** 0.5)


class Optimizers:
    """Both, with the rate that rises over the first 100 steps, stays, and falls linearly to zero over the last share of the way."""

    def __init__(self, net):
        moving = list(net.named_parameters())
        matrices = [p for n, p in moving if p.dim() == 2 and p.shape[0] > 1 and "embed" not in n]
        self.others = [p for n, p in moving if p.dim() != 2 or p.shape[0] == 1 or "embed" in n]
        self.both = [Muon(matrices, MUON_RATE), torch.optim.AdamW(self.others, ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.0)]
        self.rates = [MUON_RATE, ADAM_RATE]

    def step(self, steps, left, fall):
        """One step, the gradients being there. `steps` were made before; `left` is the share of the way still to go, `fall` the share over which the rate
        falls. Returns the share of the full rate."""
        scale = min(1, (steps + 1) / WARM_STEPS, max(0.0, left) / fall if fall else 1)
        for optimizer, rate in zip(self.both, self.rates):
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        for optimizer in self.both:
            optimizer.step()
        return scale

    def state_dict(self):
        return [x.state_dict() for x in self.both]

    def load_state_dict(self, saved):
        for optimizer, state in zip(self.both, saved):
            optimizer.load_state_dict(state)
