from datasets import load_dataset
from trl import DPOConfig, DPOTrainer

data = load_dataset("parquet", data_files={
    "train": [{{train_files}}],
    {{val?}}"val": [{{val_files}}],
})
config = DPOConfig(
    output_dir="out",
    max_length={{max_length}},
    beta=0.1,
    loss_type="sigmoid",
    per_device_train_batch_size=2,
    gradient_accumulation_steps=32,
    gradient_checkpointing=True,
    learning_rate=5e-7,
    lr_scheduler_type="cosine",
    warmup_ratio=0.1,
    num_train_epochs=1,
    bf16=True,
    seed={{seed}},
    logging_steps=10,
    {{val?}}eval_strategy="epoch",
    save_strategy="epoch",
)
trainer = DPOTrainer(
    model={{base_yaml}},
    args=config,
    train_dataset=data["train"].select_columns(["prompt", "chosen", "rejected"]),
    {{val?}}eval_dataset=data["val"].select_columns(["prompt", "chosen", "rejected"]),
)
trainer.train()
trainer.save_model("out/final")
