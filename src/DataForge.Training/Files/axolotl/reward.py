# What axolotl's GRPO calls: the reward, and the transform that leaves rows as they are.


def forge_reward(prompts, completions, solution, **kwargs):
    r, _, _ = rewards([prompt_of(p) for p in prompts], [text_of(c) for c in completions], solution)
    return r


def forge_prompts(cfg, *args, **kwargs):
    def transform(example, tokenizer=None, **more):
        return {"prompt": example["prompt"], "solution": example["solution"]}

    return transform, {"remove_columns": ["problem_id"]}
