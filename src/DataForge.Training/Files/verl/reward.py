# What verl calls for each sample (custom_reward_function); the parts are logged by their names.


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
    problem = (extra_info or {}).get("problem", "")
    r, r_m, r_v = rewards([problem + "\n"], [solution_str], [ground_truth])
    if r[0] is None:
        raise RuntimeError("the grader left a pair undecided: start forge-grade --serve with --undecided wrong or right")
    return {"score": r[0], "r_m": r_m[0], "r_v": r_v[0]}
