using DataForge.Answers;

namespace DataForge.Stages;

/// <summary>Explanations as text.</summary>
public static class Explanations
{
    public static string Line(Explanation e) => $"gold read as {string.Join(" or ", e.Gold)}; prediction read as {string.Join(" or ", e.Predicted)}; {e.Grade.Rule}: {e.Grade.Reason}";

    public static string Lines(Explanation e) => string.Join('\n',
        [
            .. e.Gold.Select(g => $"gold        {g}"),
            .. e.Predicted.Select(p => $"prediction  {p}"),
            $"keys        {e.GoldKey} | {e.PredictedKey}",
            $"verdict     {(e.Grade.IsCorrect switch { true => "equal", false => "different", _ => "undecided" })}",
            $"rule        {e.Grade.Rule}: {e.Grade.Reason}",
        ]) + "\n";
}
