{{>head.sh}}
torchrun --standalone --nnodes=1 --nproc_per_node="${GPUS:-1}" -m verl.trainer.sft_trainer \
    'data.train_files=[{{train_files}}]' \
    {{val?}}'data.val_files=[{{val_files}}]' \
    data.messages_key=messages \
    data.max_length={{max_length}} \
    data.truncation=error \
    data.train_batch_size=128 \
    data.micro_batch_size_per_gpu=4 \
    data.use_dynamic_bsz=False \
    model.path={{base_sh}} \
    optim.lr=1e-5 \
    trainer.total_epochs=3 \
    trainer.seed={{seed}} \
    'trainer.logger=[console]' \
    trainer.project_name=dataforge \
    trainer.experiment_name=sft \
    trainer.default_local_dir=out "$@"
