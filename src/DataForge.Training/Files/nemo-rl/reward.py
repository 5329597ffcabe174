# What NeMo-RL runs as an environment, registered as "forge" by run_grpo.py.
try:
    import ray
    import torch
    from nemo_rl.environments.interfaces import EnvironmentInterface, EnvironmentReturn
except ImportError:
    ray = None

if ray is not None:

    @ray.remote
    class ForgeEnvironment(EnvironmentInterface):
        def __init__(self, cfg=None):
            self.cfg = cfg

        def step(self, message_log_batch, metadata, *args, **kwargs):
            prompts = [prompt_of([m for m in log if m["role"] != "assistant"]) for log in message_log_batch]
            texts = [log[-1]["content"] for log in message_log_batch]
            r, _, r_v = rewards(prompts, texts, [m["ground_truth"] for m in metadata])
            if None in r:
                raise RuntimeError("the grader left a pair undecided: start forge-grade --serve with --undecided wrong or right")
            ended = torch.ones(len(r), dtype=torch.bool)
            seen = [{"role": "environment", "content": "right" if v else "wrong"} for v in r_v]
            return EnvironmentReturn(seen, metadata, [None] * len(r), torch.tensor(r), ended, [None] * len(r))

        def global_post_process_and_metrics(self, batch):
            return batch, {"accuracy": (batch["total_reward"] > 0).float().mean().item()}

        def shutdown(self):
            pass
