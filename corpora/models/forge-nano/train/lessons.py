"""What the reward model reads: groups of solutions of one problem, with what is known of every token.

Of a token two things may be known. `stands`: whether the token is the right one in its place; not known behind an error but for the results of equations,
and there not behind a wrong digit.
`good`: whether the solution has no error up to here; at the last token that is the label of the whole solution.
An error's place is the first digit that makes an equation false; where a wrong solution's equations all hold, only its last token is labelled.

Three kinds of groups: samples of the language model with their labels; solutions of forge-seed beside copies that were falsified (a result, or a number
or an operator taken wrongly and calculated on with); and drills, rows of equations, half of them false.
"""
import random
import re
from fractions import Fraction

import bpe
import mixture

EQUATION = re.compile(r"(\d+(?:\.\d+)?(?: [-+*/] \d+(?:\.\d+)?)+ = )(-?\d+(?:\.\d+)?)")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
END = "<|im_end|>\n"
DRILL_EQUATIONS = 16
FALSE_DRILLS = 0.4
COPIES = 2


def value(left):
    """The exact value of the left side of an equation; None for a division by zero."""
    try:
        return eval(NUMBER.sub(lambda m: f"Fraction('{m.group()}')", left.removesuffix(" = "))) # digits, blanks and - + * / only: EQUATION
    except ZeroDivisionError:
        return None


def results(text):
    """(start, end, place) of every equation's result: the place of the first digit that makes it false, its end where digits are missing, None where it is true."""
    for match in EQUATION.finditer(text):
        start, end = match.span(2)
        found, right = match.group(2), value(match.group(1))
        if right is not None and Fraction(found) == right:
            yield start, end, None
        elif right is not None and right.denominator == 1:
            wanted = str(right.numerator)
            yield start, end, start + next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted)))
        else:
            yield start, end, end - 1


class Reply:
    """A reply's text, and what is known of it from its characters."""

    def __init__(self, text, is_right=None, error=None):
        self.text, self.is_right = text + END, is_right
        self.digits, self.behind, self.error = {}, {}, error
        for start, end, wrong in results(text):
            for i in range(start, end):
                if wrong is None or i <= wrong:
                    self.digits[i + 1] = i != wrong
            if wrong in (None, end):
                self.behind[end] = wrong is None
            if wrong is not None and error is None:
                self.error = min(wrong, self.error if self.error is not None else wrong)

    def good(self, end):
        """1 or 0 for a token that ends here, -1 where it is not known."""
        if self.is_right is None:
            return -1
        if end > len(self.text) - len(END):
            return int(self.is_right)
        if self.is_right:
            return 1 if self.error is None else -1
        return -1 if self.error is None else int(end <= self.error)

    def stands(self, start, end):
        """1 or 0 for a token from here to there, -1 where it is not known."""
        if self.error is not None and start <= self.error < end:
            return 0
        return int(self.digits.get(end, self.behind.get(start, 1 if self.good(end) == 1 else -1)))

    def encoded(self, tokenizer):
        """Ids, and what is known of each."""
        ids, stands, good, start = [], [], [], 0
        for piece in bpe.pieces(self.text):
            tokens, end = tokenizer.encode(piece), start + len(piece)
            ids += tokens
            stands += [self.stands(start, end)] * len(tokens)
            good += [self.good(end)] * len(tokens)
            start = end
        return ids, stands, good


class Group:
    """Replies to one prompt in one row (model.Trunk.streams): ids, branches, what is known of every token, the places of the replies' last tokens, their labels."""

    def __init__(self, tokenizer, prompt, replies):
        self.ids = tokenizer.encode(prompt)
        self.branches, self.stands, self.good = ([x] * len(self.ids) for x in (0, 1, -1))
        self.ends, self.is_right = [], [r.is_right for r in replies]
        for branch, reply in enumerate(replies, 1):
            ids, stands, good = reply.encoded(tokenizer)
            self.ids += ids
            self.branches += [branch] * len(ids)
            self.stands += stands
            self.good += good
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
        changed, result, at, error = {}, "", 0, None
        for i, match in enumerate(equations):
            result += text[at:match.start()]
            at = match.end()
            left = NUMBER.sub(lambda m: changed.get(m.group(), m.group()), match.group(1))
            begin = len(result)
            if i == wrong and draw.random() < 0.25:
                mistaken = self.mistaken(left, NUMBER.findall(row["problem"]))
                if mistaken == left:
                    return None
                error = begin + next(j for j, (a, b) in enumerate(zip(mistaken, left)) if a != b) + 1
                left = mistaken
            right = value(left)
            if right is None or right.denominator != 1 or right < 0:
                return None
            found = str(right.numerator)
            if i == wrong and error is None:
                found = self.slip(found)
            result += left + found
            if found != match.group(2):
                changed[match.group(2)] = found
        result += NUMBER.sub(lambda m: changed.get(m.group(), m.group()), text[at:])
        return None if result == text else Reply(result, False, error)

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

    def drill(self):
        """Equations of a few solutions, some with a false result: ten times as much arithmetic a token as in whole solutions."""
        draw, text = self.draw, ""
        found = []
        while len(found) < DRILL_EQUATIONS:
            found += EQUATION.findall(draw.choice(self.seeds)["solution"])
        draw.shuffle(found)
        for left, result in found[:DRILL_EQUATIONS]:
            wrong = draw.random() < FALSE_DRILLS and result.isdigit()
            text += left + (self.slip(result) if wrong else result) + ". "
        return Group(self.tokenizer, "<|im_start|>assistant\n", [Reply(text.rstrip())])
