{{>head.sh}}
swift sft --model {{base_sh}} \
    --dataset {{train_paths}} \
    {{val?}}--val_dataset {{val_paths}} \
    --split_dataset_ratio 0 --tuner_type full --torch_dtype bfloat16 \
    --max_length {{max_length}} --truncation_strategy delete \
    --per_device_train_batch_size 4 --gradient_accumulation_steps 8 --learning_rate 1e-5 --num_train_epochs 3 --warmup_ratio 0.03 \
    --seed {{seed}} --data_seed {{seed}} --logging_steps 10 --output_dir out "$@"
