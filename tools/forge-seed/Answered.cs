using DataForge.Core;
using DataForge.Seeds;

namespace DataForge.Tools.Seed;

/// <summary>The row with what was found: <c>expected_answer</c> and <c>solution</c> where the problem works out, and always <c>recognised</c>.</summary>
internal static class Answered
{
    public static Row Of(Row row, Recognition? found) => row.With(e =>
    {
        e.Set("recognised", found is { Solved: not null });
        if (found is null)
        {
            e.Set("unrecognised", "no template has this wording");
            return;
        }

        e.Set("seed_template", found.Template).Set("seed_evolution", found.Kind);
        if (found.Solved is { } solved) e.Set("solution", solved.Solution).Set("expected_answer", solved.Answer).Set("answer_source", "gold");
        else e.Set("unrecognised", "the template's wording, but its numbers give no positive whole result at every step");
    });
}
