using System.Globalization;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Assigns rows to splits by a place in [0, 1) that follows from an id alone: all rows of a problem fall into one split, in every run and in every version of a data set.</summary>
/// <remarks>The id is the problem's, or that of its family's root (<see cref="SplitFamilies"/>).</remarks>
public sealed class Splits
{
    private readonly (string Name, double UpTo)[] _others;

    private Splits((string, double)[] others) => _others = others;

    /// <summary>Train first; a single "" where there are no splits.</summary>
    public IReadOnlyList<string> Names => _others.Length == 0 ? [""] : ["train", .. _others.Select(o => o.Name)];

    /// <summary>Reads <c>valid=0.01</c>, one a split; what is left is <c>train</c>.</summary>
    /// <exception cref="ForgeException">A share is no number between 0 and 1, a name is not letters, digits and _, or the shares leave nothing for train.</exception>
    public static Splits Parse(IReadOnlyList<string> texts)
    {
        var others = new List<(string, double)>();
        var sum = 0.0;
        foreach (var text in texts)
        {
            if (text.Split('=') is not [var name, var number] || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (> 0 and < 1))
                throw new ForgeException($"--split: expected NAME=SHARE with a share between 0 and 1, as valid=0.01, found \"{text}\"");
            if (name == "train" || others.Any(o => o.Item1 == name)) throw new ForgeException($"--split: {name} is {(name == "train" ? "what the other splits leave" : "given twice")}");
            others.Add((name, sum += share));
        }

        return sum < 1 ? new Splits([.. others]) : throw new ForgeException($"--split: the shares add up to {sum.ToString(CultureInfo.InvariantCulture)} and leave nothing for train");
    }

    /// <summary>The place in [0, 1) that an id draws.</summary>
    public static double Place(string id) => CounterRandom.For(0, "split", id).Share(0);

    public string Of(string problemId) => At(Place(problemId));

    /// <summary>The split that holds a place.</summary>
    public string At(double share)
    {
        if (_others.Length == 0) return "";
        foreach (var (name, upTo) in _others)
            if (share < upTo)
                return name;
        return "train";
    }
}
