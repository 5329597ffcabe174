from datasets import load_dataset
from trl import RewardConfig, RewardTrainer

# The head is AutoModelForSequenceClassification's: one linear layer, not Qwen2.5-Math-RM's two.
data = load_dataset("parquet", data_files={
    "train": [{{train_files}}],
    {{val?}}"val": [{{val_files}}],
})
config = RewardConfig(
    output_dir="out",
    max_length={{max_length}},  # longer rows would be left out without a word
    per_device_train_batch_size=4,
    gradient_accumulation_steps=16,
    gradient_checkpointing=True,
    learning_rate=1e-5,
    lr_scheduler_type="cosine",
    warmup_ratio=0.03,
    num_train_epochs=1,
    bf16=True,
    seed={{seed}},
    logging_steps=10,
    {{val?}}eval_strategy="epoch",
    save_strategy="epoch",
)
trainer = RewardTrainer(
    model={{base_yaml}},
    args=config,
    train_dataset=data["train"].select_columns(["chosen", "rejected", "margin"]),
    {{val?}}eval_dataset=data["val"].select_columns(["chosen", "rejected", "margin"]),
)
trainer.train()
trainer.save_model("out/final")
