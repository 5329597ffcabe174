"""What the language model reads: solve a problem, or evolve it, in the chat format and with the very prompts of forge-sample and forge-evolve;
and drills, which are equations from the solutions in a row, where only the results are learned: ten times as much arithmetic a token.

An example is a list of (text, learned) pieces.
"""
import json
import pathlib
import random
import re

PROMPTS = pathlib.Path(__file__).resolve().parents[3] / "prompts"
OWN_PROMPTS = pathlib.Path(__file__).resolve().parents[1] / "prompts"
SOLVE_SHARE = 0.8
DRILL_EQUATIONS = 16
EQUATION = re.compile(r"(\d+(?: [-+*/] \d+)+ =)( \d+)")
REPLY = {"en": "New problem: ", "zh": "新题目："}


def turns(path):
    """[(role, text)] of a prompt file."""
    result = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("### "):
            result.append((line[4:].strip(), []))
        elif result:
            result[-1][1].append(line)
    return [(role, "\n".join(lines).strip("\n")) for role, lines in result]


def chat(messages):
    return "".join(f"<|im_start|>{role}\n{text}<|im_end|>\n" for role, text in messages) + "<|im_start|>assistant\n"


class Prompts:
    """The suite's prompts, and in their place the model's own where it has some: it was trained to evolve without a frame."""

    def __init__(self, folders=(PROMPTS, OWN_PROMPTS)):
        self.files = {str(f.relative_to(folder))[:-4]: turns(f) for folder in folders for f in folder.rglob("*.txt") if "score" not in f.parts}

    def render(self, name, problem):
        return chat([(role, text.replace("{{problem}}", problem)) for role, text in self.files[name]])

    def solve(self, row):
        return [(self.render(f"sample/{row['language']}/cot", row["problem"]), False), (row["solution"] + "<|im_end|>", True)]

    def evolve(self, parent, child):
        name = f"evolve/{parent['language']}/{child['evolution']}"
        return [(self.render(name, parent["problem"]), False), (REPLY[parent["language"]] + child["problem"] + "<|im_end|>", True)]


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def drill(family, draw):
    """Equations of a few solutions in random order."""
    found = [match for row in family for match in EQUATION.findall(row["solution"])]
    draw.shuffle(found)
    return results_learned(found[:DRILL_EQUATIONS])


def results_learned(equations):
    """An example of equations ("47 - 29 =", " 18"), of which only the results are learned."""
    pieces = [(chat([]), False)]
    for left, result in equations:
        pieces += [(left, False), (result + ".", True), (" ", False)]
    return pieces


def examples(path, seed, plain_share, drill_share, practice=None):
    """Examples without end, drawn from the rows of forge-seed: seeds, each followed by its evolutions. Drills are practice's where it is given."""
    prompts, draw = Prompts(), random.Random(seed)
    families = []
    for row in rows(path):
        if "evolution" in row:
            families[-1].append(row)
        else:
            families.append([row])
    while True:
        draw.shuffle(families)
        for family in families:
            if draw.random() < drill_share:
                yield practice.row(draw) if practice else drill(draw.choice(families)[:2] + draw.choice(families)[:1] + family, draw)
            elif draw.random() < SOLVE_SHARE:
                plain = [r for r in family if r.get("evolution") in (None, "change_numbers")]
                grown = [r for r in family if r not in plain]
                yield prompts.solve(draw.choice(plain if draw.random() < plain_share or not grown else grown))
            else:
                child = draw.choice(family[1:] or family)
                yield prompts.evolve(family[0], child) if child is not family[0] else prompts.solve(child)
