{{>head.sh}}
{{>grader.sh}}
# 32 samples a query, KL 1e-3 in the loss, 512 samples a step: the report's settings, written out.
python3 -m verl.trainer.main_ppo \
    algorithm.adv_estimator=grpo \
    'data.train_files=[{{train_files}}]' \
    {{val?}}'data.val_files=[{{val_files}}]' \
    data.prompt_key=prompt \
    data.reward_fn_key=data_source \
    data.max_prompt_length={{max_prompt}} \
    data.max_response_length={{max_completion}} \
    data.filter_overlong_prompts=False \
    data.truncation=error \
    data.train_batch_size=16 \
    data.seed={{seed}} \
    actor_rollout_ref.model.path={{base_sh}} \
    actor_rollout_ref.rollout.name=vllm \
    actor_rollout_ref.rollout.n=32 \
    actor_rollout_ref.rollout.temperature=1.0 \
    actor_rollout_ref.actor.optim.lr=1e-6 \
    actor_rollout_ref.actor.ppo_mini_batch_size=16 \
    actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=4 \
    actor_rollout_ref.actor.use_kl_loss=True \
    actor_rollout_ref.actor.kl_loss_coef=0.001 \
    actor_rollout_ref.actor.kl_loss_type=low_var_kl \
    reward.custom_reward_function.path="$PWD/reward.py" \
    reward.custom_reward_function.name=compute_score \
    trainer.n_gpus_per_node="${GPUS:-1}" \
    trainer.nnodes=1 \
    trainer.total_epochs=1 \
    'trainer.logger=[console]' \
    trainer.project_name=dataforge \
    trainer.experiment_name=rl \
    trainer.default_local_dir=out "$@"
