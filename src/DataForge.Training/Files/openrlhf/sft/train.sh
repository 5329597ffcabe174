{{>head.sh}}
deepspeed --module openrlhf.cli.train_sft \
    --model.model_name_or_path {{base_sh}} \
    --data.dataset data --data.dataset_split train \
    {{val?}}--eval.dataset data --eval.split validation \
    --data.input_key messages --data.apply_chat_template \
    --data.max_len {{max_length}} \
    --train.batch_size 128 --train.micro_batch_size 2 --train.max_epochs 3 --train.seed {{seed}} \
    --adam.lr 1e-5 \
    --ds.zero_stage 2 --ds.param_dtype bf16 \
    --model.gradient_checkpointing_enable \
    --logger.logging_steps 10 --ckpt.output_dir out "$@"
