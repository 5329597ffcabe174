# What OpenRLHF calls (--reward.remote_url reward.py): queries are prompts with responses.


def reward_func(queries, prompts, labels, **kwargs):
    import torch

    generations = [q[len(p) :] if q.startswith(p) else q for q, p in zip(queries, prompts)]
    r, r_m, r_v = rewards(prompts, generations, labels)
    if None in r:
        raise RuntimeError("the grader left a pair undecided: start forge-grade --serve with --undecided wrong or right")
    return {"rewards": torch.tensor(r), "scores": torch.tensor(r_v), "extra_logs": {"r_m": torch.tensor(r_m), "r_v": torch.tensor(r_v)}}
