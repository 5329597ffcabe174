{{>head.sh}}
{{>grader.sh}}
# In another shell, with the last of the cards: axolotl vllm-serve config.yaml
axolotl train config.yaml "$@"
