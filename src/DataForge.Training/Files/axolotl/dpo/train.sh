{{>head.sh}}
axolotl train config.yaml "$@"
