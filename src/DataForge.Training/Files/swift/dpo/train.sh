{{>head.sh}}
swift rlhf --rlhf_type dpo --model {{base_sh}} \
    --dataset {{train_paths}} \
    {{val?}}--val_dataset {{val_paths}} \
    --split_dataset_ratio 0 --tuner_type full --torch_dtype bfloat16 \
    --max_length {{max_length}} --truncation_strategy delete \
    --per_device_train_batch_size 1 --gradient_accumulation_steps 64 --beta 0.1 --learning_rate 5e-7 --num_train_epochs 1 \
    --seed {{seed}} --data_seed {{seed}} --logging_steps 10 --output_dir out "$@"
