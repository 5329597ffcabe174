# What TRL's GRPOTrainer calls: columns of the rows come by name.


def forge_reward(prompts, completions, solution, **kwargs):
    r, r_m, r_v = rewards([prompt_of(p) for p in prompts], [text_of(c) for c in completions], solution)
    log_metric = kwargs.get("log_metric")
    if log_metric:
        log_metric("reward/r_m", sum(r_m) / max(1, len(r_m)))
        log_metric("reward/r_v", sum(v or 0 for v in r_v) / max(1, len(r_v)))
    return r
