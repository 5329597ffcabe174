from datasets import load_dataset
from transformers import AutoModelForTokenClassification, AutoTokenizer
from trl.experimental.prm import PRMConfig, PRMTrainer

data = load_dataset("parquet", data_files={
    "train": [{{train_files}}],
    {{val?}}"val": [{{val_files}}],
})
config = PRMConfig(
    output_dir="out",
    max_length={{max_length}},
    step_separator="\n\n",
    train_on_last_step_only=False,
    per_device_train_batch_size=4,
    gradient_accumulation_steps=8,
    gradient_checkpointing=True,
    learning_rate=1e-5,
    num_train_epochs=1,
    bf16=True,
    seed={{seed}},
    logging_steps=10,
    {{val?}}eval_strategy="epoch",
    save_strategy="epoch",
)
trainer = PRMTrainer(
    model=AutoModelForTokenClassification.from_pretrained({{base_yaml}}, num_labels=2),
    args=config,
    processing_class=AutoTokenizer.from_pretrained({{base_yaml}}),
    train_dataset=data["train"].select_columns(["prompt", "completions", "labels"]),
    {{val?}}eval_dataset=data["val"].select_columns(["prompt", "completions", "labels"]),
)
trainer.train()
trainer.save_model("out/final")
