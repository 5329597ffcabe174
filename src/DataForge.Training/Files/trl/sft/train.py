from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

data = load_dataset("parquet", data_files={
    "train": [{{train_files}}],
    {{val?}}"val": [{{val_files}}],
})
config = SFTConfig(
    output_dir="out",
    max_length={{max_length}},  # of the longest row; longer ones would be cut without a word
    packing=False,
    completion_only_loss=True,
    per_device_train_batch_size=4,
    gradient_accumulation_steps=8,
    gradient_checkpointing=True,
    learning_rate=1e-5,
    lr_scheduler_type="cosine",
    warmup_ratio=0.03,
    num_train_epochs=3,
    bf16=True,
    seed={{seed}},
    logging_steps=10,
    {{val?}}eval_strategy="epoch",
    save_strategy="epoch",
)
trainer = SFTTrainer(
    model={{base_yaml}},
    args=config,
    train_dataset=data["train"].select_columns(["prompt", "completion"]),
    {{val?}}eval_dataset=data["val"].select_columns(["prompt", "completion"]),
)
trainer.train()
trainer.save_model("out/final")
