from datasets import load_dataset
from trl import GRPOConfig, GRPOTrainer

from reward import forge_reward

data = load_dataset("parquet", data_files={
    "train": [{{train_files}}],
    {{val?}}"val": [{{val_files}}],
})
config = GRPOConfig(  # the report's 32 samples a query and KL 1e-3; nothing is left to defaults, which have moved
    output_dir="out",
    max_completion_length={{max_completion}},
    num_generations=32,
    temperature=1.0,
    beta=1e-3,
    loss_type="grpo",
    scale_rewards="group",
    per_device_train_batch_size=8,
    gradient_accumulation_steps=64,
    gradient_checkpointing=True,
    learning_rate=1e-6,
    lr_scheduler_type="constant",
    num_train_epochs=1,
    use_vllm=True,
    vllm_mode="colocate",
    vllm_max_model_length={{max_total}},
    bf16=True,
    seed={{seed}},
    logging_steps=1,
    save_strategy="epoch",
)
trainer = GRPOTrainer(
    model={{base_yaml}},
    args=config,
    reward_funcs=forge_reward,
    train_dataset=data["train"],
    {{val?}}eval_dataset=data["val"],
)
trainer.train()
trainer.save_model("out/final")
