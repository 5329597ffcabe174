{{>head.sh}}
accelerate launch train.py
