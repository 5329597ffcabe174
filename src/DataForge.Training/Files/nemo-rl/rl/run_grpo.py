"""Registers the folder's environment as "forge", then runs NeMo-RL's own script."""
import os
import runpy
import sys

from nemo_rl.environments.utils import register_env

register_env("forge", "reward.ForgeEnvironment")
sys.argv[0] = os.path.join(os.environ["NEMO_RL"], "examples", "run_grpo.py")
runpy.run_path(sys.argv[0], run_name="__main__")
