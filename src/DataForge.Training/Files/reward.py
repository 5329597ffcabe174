"""The reward of Qwen2.5-Math (arXiv:2409.12122, section 3.2.2): sigmoid(0.5 * r_m) + (r_v - 1).

r_v is 1 for a right answer and 0 otherwise, by `forge-grade --serve` at the address in FORGE_GRADE
(unix:PATH or http://HOST:PORT; FORGE_GRADE_TOKEN where it asks for a token). r_m is the reward model's
score, by the server in FORGE_RM_URL (vLLM's /classify route; FORGE_RM_MODEL names the model); 0 where
none is named. A grader that cannot be reached stops the training: a reward is never made up.
Needs Python 3.9 and nothing else.
"""
import http.client
import json
import logging
import math
import os
import socket
import sys
import threading
import time
import urllib.parse

ALPHA = 0.5
BATCH = 256
TRIES = 5
log = logging.getLogger("forge.reward")
_local = threading.local()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _connection(address):
    if address.startswith("unix:"):
        return _UnixConnection(address[5:], 60)
    url = urllib.parse.urlsplit(address)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    return kind(url.hostname, url.port, timeout=60)


def _post(key, address, path, body, token=None):
    """One request over a connection that this thread keeps; tried again where the connection breaks."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = "Bearer " + token
    data = json.dumps(body).encode()
    for attempt in range(TRIES):
        connection = getattr(_local, key, None)
        try:
            if connection is None:
                connection = _connection(address)
                setattr(_local, key, connection)
            connection.request("POST", path, data, headers)
            reply = connection.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException):
            if connection is not None:
                connection.close()
            setattr(_local, key, None)
            if attempt == TRIES - 1:
                raise
            time.sleep(0.2 * 2**attempt)
            continue
        if reply.status != 200:
            raise RuntimeError(f"{address}{path}: status {reply.status}: {text[:500].decode(errors='replace')}")
        return json.loads(text)


def grade(golds, generations):
    """1.0, 0.0 or None (the grader left it undecided and was told to say so) for each pair."""
    address = os.environ.get("FORGE_GRADE")
    if not address:
        raise RuntimeError("FORGE_GRADE: expected the address of forge-grade --serve, as unix:/run/grade.sock")
    scores = []
    for at in range(0, len(golds), BATCH):
        pairs = [{"gold": str(g), "generation": str(t)} for g, t in zip(golds[at : at + BATCH], generations[at : at + BATCH])]
        reply = _post("grade", address, "/grade", {"pairs": pairs}, os.environ.get("FORGE_GRADE_TOKEN"))
        if len(reply["results"]) != len(pairs):
            raise RuntimeError(f"{address}: {len(reply['results'])} verdicts for {len(pairs)} pairs")
        scores += [None if r["score"] is None else float(r["score"]) for r in reply["results"]]
    return scores


def model_scores(prompts, generations):
    """r_m of each sample; 0.0 for all where FORGE_RM_URL is not set."""
    url = os.environ.get("FORGE_RM_URL")
    if not url:
        return [0.0] * len(generations)
    split = urllib.parse.urlsplit(url)
    scores = []
    for at in range(0, len(generations), BATCH):
        texts = [p + g for p, g in zip(prompts[at : at + BATCH], generations[at : at + BATCH])]
        body = {"model": os.environ.get("FORGE_RM_MODEL", ""), "input": texts, "use_activation": False}
        reply = _post("model", f"{split.scheme}://{split.netloc}", split.path or "/classify", body, os.environ.get("FORGE_RM_TOKEN"))
        scores += [float(d["probs"][0]) for d in sorted(reply["data"], key=lambda d: d["index"])]
    return scores


def combine(r_m, r_v):
    """The reward; None where r_v is."""
    if r_v is None:
        return None
    x = ALPHA * r_m
    sigmoid = 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
    return sigmoid + (r_v - 1)


def rewards(prompts, generations, golds):
    """Rewards with their parts: lists of r, r_m and r_v."""
    r_v = grade(golds, generations)
    r_m = model_scores(prompts, generations)
    r = [combine(m, v) for m, v in zip(r_m, r_v)]
    known = [v for v in r_v if v is not None]
    log.info("n=%d r_v=%.4f r_m=%.4f undecided=%d", len(r), sum(known) / max(1, len(known)), sum(r_m) / max(1, len(r_m)), len(r_v) - len(known))
    return r, r_m, r_v


def text_of(completion):
    """The text of a completion: a text, or a list of messages of which the last counts."""
    return completion if isinstance(completion, str) else completion[-1]["content"]


def prompt_of(prompt):
    """The text of a prompt, for the reward model: a text, or the messages one after another."""
    return prompt if isinstance(prompt, str) else "".join(m["content"] + "\n" for m in prompt)


def wait(seconds=60):
    """Returns once the grader answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            return grade(["1"], ["\\boxed{1}"])
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    assert combine(0.0, 1) == 0.5 and combine(0.0, 0) == -0.5
    assert wait() == [1.0], "the grader does not find 1 equal to 1"
    print(json.dumps(rewards(["", ""], ["It is \\boxed{\\frac{1}{2}}.", "It is \\boxed{3}."], ["$0.5$", "$2$"])))
    sys.exit(0)
