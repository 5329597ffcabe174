"""Equations to practise, drawn where the language model errs: for the trunk of the reward model, which has to calculate better than the model it judges.

An equation's kind is its shape, digits by number ("dd - dd"). Kinds are drawn by how often a false equation of them was the first error of a sample,
equations of one kind all alike, whether they are frequent in solutions or not.
"""
import collections
import itertools

import lessons
import mixture

EVENNESS = 0.7 # kinds are drawn by their errors to this power: the rare ones are not forgotten
INVENTED = 0.5 # share of the differences and sums whose numbers are drawn, not found


def kind(left):
    """"47 - 29 = " to "dd - dd"."""
    return "".join("d" if c.isdigit() else c for c in left.removesuffix(" = "))


class Practice:
    def __init__(self, seeds, graded):
        """Files: rows of forge-seed, and rows of forge-grade."""
        found, errors, samples = collections.defaultdict(set), collections.Counter(), mixture.rows(graded)
        for text in itertools.chain((s["solution"] for s in mixture.rows(seeds)), (s["generation"] for s in samples)):
            for match in lessons.EQUATION.finditer(text):
                found[kind(match.group(1))].add(match.group(1))
        for sample in samples:
            if first := next((m for m in lessons.EQUATION.finditer(sample["generation"]) if result(m.group(1)) != m.group(2)), None):
                errors[kind(first.group(1))] += 1
        self.lefts = {k: sorted(x for x in lefts if result(x)) for k, lefts in found.items()}
        self.lefts = {k: lefts for k, lefts in self.lefts.items() if lefts and (errors[k] or len(lefts) > mixture.DRILL_EQUATIONS)}
        self.weights = [(errors[k] + 1) ** EVENNESS for k in self.lefts]

    def equations(self, draw):
        """[(left with its equals sign, right result)]"""
        return [(left, result(left)) for left in (self.left(k, draw) for k in draw.choices(list(self.lefts), self.weights, k=mixture.DRILL_EQUATIONS))]

    def left(self, shape, draw):
        """An equation's left side of this kind."""
        if shape.count(" ") == 2 and shape.strip("d") in (" - ", " + ") and draw.random() < INVENTED:
            a, b = (draw.randrange(10 ** (len(n) - 1), 10 ** len(n)) for n in shape.split(shape.strip("d")))
            invented = f"{a}{shape.strip('d')}{b} = "
            if result(invented):
                return invented
        return draw.choice(self.lefts[shape])

    def row(self, draw):
        """An example of mixture.py."""
        return mixture.results_learned((left.removesuffix(" "), " " + right) for left, right in self.equations(draw))


def result(left):
    """As a solution writes it; None where it is no whole number or below zero."""
    value = lessons.value(left)
    return None if value is None or value.denominator != 1 or value < 0 else str(value.numerator)
