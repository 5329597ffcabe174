{{>head.sh}}
{{>nemo.sh}}
sed "s|FOLDER|$here|g; s|NEMO_RL_TREE|$NEMO_RL|g" config.template.yaml >config.yaml # the configuration with whole paths
cd "$NEMO_RL"
uv run examples/run_rm.py --config "$here/config.yaml" "$@"
