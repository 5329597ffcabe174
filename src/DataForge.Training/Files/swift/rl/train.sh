{{>head.sh}}
{{>grader.sh}}
swift rlhf --rlhf_type grpo --model {{base_sh}} \
    --dataset {{train_paths}} \
    {{val?}}--val_dataset {{val_paths}} \
    --split_dataset_ratio 0 --tuner_type full --torch_dtype bfloat16 \
    --external_plugins reward.py --reward_funcs forge \
    --max_length {{max_prompt}} --max_completion_length {{max_completion}} --num_generations 32 --temperature 1.0 \
    --beta 0.001 --loss_type grpo --scale_rewards group \
    --use_vllm true --vllm_mode colocate --vllm_max_model_len {{max_total}} \
    --per_device_train_batch_size 8 --gradient_accumulation_steps 64 --learning_rate 1e-6 --num_train_epochs 1 \
    --seed {{seed}} --data_seed {{seed}} --logging_steps 1 --output_dir out "$@"
