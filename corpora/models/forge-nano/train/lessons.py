"""What the reward model reads: groups of solutions of one problem, right and wrong ones. Two kinds: samples of the language model with their labels; solutions of
forge-seed beside copies that were falsified (a result, or a number or an operator taken wrongly and calculated on with).
"""
import random
import re
from fractions import Fraction

import bpe
import mixture

EQUATION = re.compile(r"(\d+(?:\.\d+)?(?: [-+*/] \d+(?:\.\d+)?)+ = )(-?\d+(?:\.\d+)?)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
END = "<|im_end|>\n"
COPIES = 2


def value(left):
    """The exact value of the left side of an equation; None for a division by zero."""
    try:
        return eval(NUMBER.sub(lambda m: f"Fraction('{m.group()}')", left.removesuffix(" = "))) # digits, blanks and - + * / only: EQUATION
    except ZeroDivisionError:
        return None


class Reply:
    """A reply's text, and whether it is right."""

    def __init__(self, text, is_right):
        self.text, self.is_right = text + END, is_right


class Group:
    """Replies to one prompt in one row (model.Trunk.streams): ids, branches, the places of the replies' last tokens, their labels."""

    def __init__(self, tokenizer, prompt, replies):
        self.ids = tokenizer.encode(prompt)
        self.branches, self.ends, self.is_right = [0] * len(self.ids), [], [r.is_right for r in replies]
        for branch, reply in enumerate(replies, 1):
            self.ids += tokenizer.encode(reply.text)
            self.branches += [branch] * (len(self.ids) - len(self.branches))
            self.ends.append(len(self.ids) - 1)


class Lessons:
    """Draws groups."""

    def __init__(self, tokenizer, seeds, seed):
        """seeds: rows of forge-seed."""
        self.tokenizer, self.prompts, self.draw, self.seeds = tokenizer, mixture.Prompts(), random.Random(seed), seeds

    def conversation(self, problem, language, replies):
        return Group(self.tokenizer, self.prompts.render(f"sample/{language}/cot", problem), replies)

    def sampled(self, row):
        language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in row["problem"]) else "en"
        return self.conversation(row["problem"], language, [Reply(r["content"], r["is_correct"]) for r in row["responses"]])

    def falsified(self):
        while True:
            row = self.draw.choice(self.seeds)
            if copies := [c for c in (self.falsify(row) for _ in range(COPIES)) if c]:
                return self.conversation(row["problem"], row["language"], [Reply(row["solution"], True)] + copies)

    def falsify(self, row):
        """A copy of the solution with one error, and all that follows from it; None where the error makes no difference."""
        text, draw = row["solution"], self.draw
        equations = list(EQUATION.finditer(text))
        if not equations:
            return None
        wrong = draw.randrange(len(equations))
        changed, result, at = {}, "", 0
        for i, match in enumerate(equations):
            result += text[at:match.start()]
            at = match.end()
            left = NUMBER.sub(lambda m: changed.get(m.group(), m.group()), match.group(1))
            plan = i == wrong and draw.random() < 0.25
            if plan:
                left = self.mistaken(left, NUMBER.findall(row["problem"]))
            right = value(left)
            if right is None or right.denominator != 1 or right < 0:
                return None
            found = str(right.numerator)
            if i == wrong and not plan:
                found = self.slip(found)
            result += left + found
            if found != match.group(2):
                changed[match.group(2)] = found
        result += NUMBER.sub(lambda m: changed.get(m.group(), m.group()), text[at:])
        return None if result == text else Reply(result, False)

    def mistaken(self, left, numbers):
        """The left side with another number of the problem, or with another operator."""
        draw = self.draw
        if draw.random() < 0.3:
            signs = [i for i, c in enumerate(left) if c in "+-*/"]
            at = draw.choice(signs)
            return left[:at] + draw.choice("+-*/".replace(left[at], "")) + left[at + 1:]
        here = draw.choice(list(NUMBER.finditer(left)))
        return left[:here.start()] + draw.choice(numbers or [here.group()]) + left[here.end():]

    def slip(self, found):
        """A result as a small model gets it wrong: mostly one digit by one or two, at times any digit or a length."""
        draw, kind = self.draw, self.draw.random()
        if kind < 0.7:
            step = draw.choice((1, 1, 1, 2, 3, 4)) * 10 ** draw.randrange(len(found))
            other = int(found) + (step if draw.random() < 0.5 else -step)
        elif kind < 0.95:
            at = draw.randrange(len(found))
            other = int(found[:at] + draw.choice("0123456789".replace(found[at], "")) + found[at + 1:])
        else:
            other = int(found + draw.choice("0123456789")) if draw.random() < 0.5 else int(found[:-1] or "0")
        return str(other) if other >= 0 and str(other) != found else str(int(found) + 1)
