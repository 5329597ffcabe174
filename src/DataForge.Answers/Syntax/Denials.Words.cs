using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>The words of denial, doubt and comparison, by where they stand.</summary>
internal static partial class Denials
{
    /// <summary>Deny what follows them.</summary>
    private static readonly string[] Negators =
    [
        "not", "cannot", "can't", "isn't", "isn’t", "aren't", "wasn't", "won't", "couldn't", "shouldn't", "doesn't", "never",
        "neither", "nor", "não", "nunca", "nicht", "pas", "n'est", "не", "nie", "niet", "bukan", "tidak", "không", "ليس", "ليست",
        "لا", "değil", "不是", "不能", "不可能", "不会是", "不應", "不应", "不該", "不该", "不為", "不为", "不等于", "並非", "并非", "绝不", "不选", "不選", "不能是",
        "不可能是", "不可以是", "绝不是", "并不是", "不再是", "n’est", "rule out", "ruled out", "rules out", "exclude", "excludes", "excluding",
    ];

    /// <summary>Spanish and Italian; only between a label and its verb, for elsewhere these are words of their own.</summary>
    private static readonly string[] GapNegators = ["no", "non"];

    /// <summary>Deny what stands before them.</summary>
    private static readonly string[] Behind =
    [
        "नहीं", "নয়", "নহে", "değil", "değildir", "ではない", "ではありません", "じゃない", "가 아니", "이 아니", "는 아니", "은 아니", "아니", "아닙", "不对",
        "is wrong", "is incorrect", "is not correct", "is not right", "不正确", "是错", "is not", "isn't", "isn’t", "are not",
        "is impossible", "is not possible", "cannot be", "can't be", "can not be", "could not be", "does not work",
        "doesn't work", "fails", "is false", "is invalid", "is excluded", "is ruled out", "can be ruled out", "can be excluded",
        "can be eliminated", "is eliminated", "does not satisfy", "doesn't satisfy", "is extraneous", "不行", "不成立", "不合题意", "不符合",
        "不可能", "是错误", "错误",
    ];

    /// <summary>Lead from what is denied to what is said instead.</summary>
    private static readonly string[] Instead =
    [
        " but rather ", " but instead ", " but ", " instead it is ", " rather ", "而是", "应该是", "而應是", " sino ", " mas ",
        " mas sim ", " sondern ", " mais ", ", а ", " ma ", " बल्कि ", " বরং ", " melainkan ", " mà là ", " بل ", ", it is ",
        ", it's ", "; it is ", "; it's ", ", it must be ",
    ];

    /// <summary>May stand between a negation and the value that it denies: in "did not work for 6 days" the work is denied, not the 6.</summary>
    private static readonly string[] Linking =
    [
        "be", "equal", "equals", "to", "the", "a", "an", "simply", "just", "is", "option", "choice", "answer", "letter", "value",
        "number", "ser", "é", "sein", "être", "igual", "mbox", "text",
    ];

    /// <summary>Deny, bound or doubt wherever they stand in a sentence.</summary>
    private static readonly FrozenSet<string> Doubts = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "not", "no", "nor", "never", "neither", "none", "cannot", "without", "except", "impossible", "wrong", "incorrect", "false", "unlike",
        "maybe", "perhaps", "possibly", "unknown", "least", "most", "between", "unless", "otherwise", "instead", "rather", "or", "either",
        "doubt", "unsure", "guess", "could", "might", "excluding", "excludes");

    /// <summary>Behind a number, no unit: they make it another value, a bound, or none.</summary>
    private static readonly FrozenSet<string> Changing = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "not", "no", "nor", "never", "neither", "none", "cannot", "can't", "isn't", "aren't", "wasn't", "won't", "doesn't",
        "don't", "without", "except", "but", "impossible", "wrong", "incorrect", "false", "unlike", "is", "are", "was", "were",
        "be", "maybe", "perhaps", "possibly", "possible", "unknown", "least", "most", "than", "less", "fewer", "greater",
        "larger", "smaller", "above", "below", "under", "over", "between", "up", "to", "until", "beyond", "within", "exceeding",
        "ish", "upwards", "upward", "onwards", "onward", "power", "too", "many", "much", "off", "out", "short", "missing", "excluded", "apart", "away", "through", "versus", "vs", "by",
        "mod", "modulo", "divisible", "multiple", "multiples", "factor", "divisor", "divisors", "remainder", "squared", "cubed",
        "factorial", "root", "negative", "minus", "plus", "divided", "multiplied", "or", "if", "when", "then", "unless",
        "otherwise", "instead", "rather", "higher", "lower");

    /// <summary>Before "the answer": what is said of it is doubted or supposed, not stated.</summary>
    private static readonly string[] Suppositions =
    [
        "doubt", "doubt that", "no way", "no way that", "false that", "not true that", "unlikely that", "impossible that", "suppose", "suppose that",
        "assume", "assume that", "assuming", "assuming that", "if", "whether", "might think", "might think that", "may think", "may think that",
        "would think", "could think", "might guess", "might say", "tempted to say", "tempting to say", "pretend", "imagine", "假设", "如果", "若", "假如", "假定",
    ];

    /// <summary>Behind a stated value, in its sentence or the next: it is taken back.</summary>
    private static readonly string[] Retractions =
    [
        "that is wrong", "that's wrong", "this is wrong", "which is wrong", "that is incorrect", "that's incorrect", "this is incorrect",
        "which is incorrect", "that is not correct", "this is not correct", "that is not right", "that's not right", "this is false", "that is false",
        "that cannot be right", "that can't be right", "this cannot be right", "this contradicts", "a contradiction", "which contradicts", "that contradicts", "这是错的", "不对", "矛盾",
    ];

    private static readonly string[] Chinese = ["不", "非", "无", "没", "至少", "至多", "最多", "最少", "大于", "小于", "超过", "以上", "以下", "除了", "错", "否", "倍数", "的平方", "的立方", "未満", "以内", "分之"];
}
