: "${NEMO_RL:?set NEMO_RL to a checkout of NeMo-RL}"
here=$PWD
