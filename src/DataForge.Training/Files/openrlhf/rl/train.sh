{{>head.sh}}
{{>grader.sh}}
python3 -m openrlhf.cli.train_ppo_ray \
    --actor.model_name_or_path {{base_sh}} \
    --reward.remote_url "$PWD/reward.py" \
    --data.prompt_dataset data --data.input_key prompt --data.label_key label --data.apply_chat_template \
    --data.max_len {{max_total}} \
    --rollout.max_new_tokens {{max_completion}} --rollout.n_samples_per_prompt 32 --rollout.temperature 1.0 \
    --rollout.batch_size 16 --rollout.micro_batch_size 8 \
    --train.batch_size 512 --train.micro_batch_size 4 --train.max_epochs 1 --train.seed {{seed}} --train.colocate_actor_ref \
    --algo.advantage.estimator group_norm --algo.kl.use_loss --algo.kl.estimator k3 --algo.kl.init_coef 0.001 \
    --actor.adam.lr 1e-6 --actor.num_nodes 1 --actor.num_gpus_per_node "${GPUS:-1}" --ref.num_nodes 1 --ref.num_gpus_per_node "${GPUS:-1}" \
    --vllm.num_engines 1 --vllm.tensor_parallel_size 1 \
    --actor.gradient_checkpointing_enable --ckpt.output_dir out "$@"
