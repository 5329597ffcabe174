{{>head.sh}}
deepspeed --module openrlhf.cli.train_rm \
    --model.model_name_or_path {{base_sh}} \
    --data.dataset data --data.dataset_split train \
    {{val?}}--eval.dataset data --eval.split validation \
    --data.prompt_key prompt --data.chosen_key chosen --data.rejected_key rejected --data.apply_chat_template \
    --data.max_len {{max_length}} \
    --train.batch_size 128 --train.micro_batch_size 1 --train.max_epochs 1 --train.seed {{seed}} \
    --model.loss_type sigmoid --adam.lr 9e-6 \
    --ds.zero_stage 3 --ds.param_dtype bf16 \
    --model.gradient_checkpointing_enable \
    --logger.logging_steps 10 --ckpt.output_dir out "$@"
