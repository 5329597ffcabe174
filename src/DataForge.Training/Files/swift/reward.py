# What ms-swift loads (--external_plugins reward.py --reward_funcs forge).
try:
    from swift.rewards import ORM, orms
except ImportError:
    ORM, orms = object, {}


class ForgeReward(ORM):
    def __call__(self, completions, solution, **kwargs):
        prompts = [prompt_of([m for m in ms if m["role"] != "assistant"]) for ms in kwargs.get("messages", [[]] * len(completions))]
        r, _, _ = rewards(prompts, [text_of(c) for c in completions], solution)
        return r


orms["forge"] = ForgeReward
