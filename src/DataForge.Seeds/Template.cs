using DataForge.Core;

namespace DataForge.Seeds;

/// <summary>A kind of problem, or (when <see cref="Ask"/> is null) an evolution that adds to one.</summary>
/// <param name="Skill">The skill of a problem; the kind of an evolution.</param>
/// <param name="Held">Kept out of training: only the hard split draws it.</param>
/// <param name="Draws">Numbers in the order they are drawn.</param>
/// <param name="Needs">Conditions over the numbers; a draw that fails one is drawn again.</param>
/// <param name="Lets">Numbers that follow from the others and may stand in the steps.</param>
/// <param name="Topic">What is asked for, as a noun; an evolution builds on it.</param>
internal sealed record Template(
    string Id,
    string Skill,
    string Language,
    bool Held,
    IReadOnlyList<NumberDraw> Draws,
    IReadOnlyList<Expression> Needs,
    IReadOnlyList<(string Name, Expression Value)> Lets,
    TemplateText Say,
    TemplateText? Ask,
    TemplateText? Topic,
    IReadOnlyList<TemplateStep> Steps,
    IReadOnlyDictionary<string, string[]> Words)
{
    private const int MaxDraws = 20_000;
    private const int MaxEvolutionDraws = 200;

    /// <summary>True when the hole is filled from a word list: its name without trailing digits names the list.</summary>
    public bool IsWord(string hole) => hole == "topic" || Words.ContainsKey(ListOf(hole));

    /// <summary>Names of the numbers that a reader sees.</summary>
    public IEnumerable<string> ShownNumbers => Say.Slots.Concat(Ask?.Slots ?? []).Distinct().Where(h => !IsWord(h));

    private static string ListOf(string hole) => hole.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    /// <summary>Fills the words, no word twice.</summary>
    public void DrawWords(Scope scope, Dice dice)
    {
        foreach (var hole in Say.Slots.Concat(Ask?.Slots ?? []).Where(h => IsWord(h) && !scope.Has(h)))
        {
            var free = Words[ListOf(hole)].Where(w => !scope.Words.ContainsValue(w)).ToArray();
            scope.Words.Add(hole, free[dice.Below(free.Length)]);
        }
    }

    /// <summary>Draws numbers until all needs hold, every step gives a positive whole number, and the caller accepts.</summary>
    /// <returns>The scope with numbers and step results, or null when no draw would do (an evolution may not fit its parent's answer).</returns>
    public Scope? DrawNumbers(Scope given, Dice dice, bool beyond, Func<Scope, bool> accept)
    {
        for (var attempt = 0; attempt < (Ask is null ? MaxEvolutionDraws : MaxDraws); attempt++)
        {
            var scope = given.WithWordsOnly();
            foreach (var (name, value) in given.Numbers) scope.Numbers.Add(name, value);
            if (Draws.All(d => d.Into(scope, dice, beyond)) && Work(scope) && accept(scope)) return scope;
        }

        return null;
    }

    /// <summary>Adds lets and step results.</summary>
    /// <returns>False when a need fails or a step's result is not a positive whole number.</returns>
    public bool Work(Scope scope)
    {
        try
        {
            if (!Needs.All(n => n.Holds(scope.Numbers))) return false;
            foreach (var (name, value) in Lets) scope.Numbers[name] = value.Value(scope.Numbers);
            foreach (var equation in StepsFor(scope).SelectMany(s => s.Text.Equations))
            {
                var value = equation.Right.Value(scope.Numbers);
                if (!value.IsWhole || value.CompareTo(0) <= 0) return false;
                scope.Numbers[equation.Name] = value;
            }

            return true;
        }
        catch (DivideByZeroException)
        {
            return false;
        }
    }

    /// <summary>The steps whose condition holds; conditions see only what the problem shows.</summary>
    public IEnumerable<TemplateStep> StepsFor(Scope scope) => Steps.Where(s => s.When?.Holds(scope.Numbers) != false);

    /// <summary>The last result of a worked scope.</summary>
    public Fraction Answer(Scope scope) => scope.Numbers[StepsFor(scope).SelectMany(s => s.Text.Equations).Last().Name];

    /// <summary>A stable number of the problem's shown numbers: it decides between train and test.</summary>
    public ulong Bucket(Scope scope) => StableHash.Of($"{Id}|{string.Join(',', ShownNumbers.Select(n => scope.Numbers[n]))}");
}
