{{>head.sh}}
llamafactory-cli train config.yaml "$@"
