{{>head.sh}}
{{>grader.sh}}
accelerate launch train.py
