using System.Text;
using DataForge.Extraction;

namespace DataForge.Tests.Extraction;

public sealed class EncodingTests
{
    private const int Formulas = 220, OnAPage = 40;

    private static readonly IReadOnlyList<Formula> Known = Formula.Many(Formulas, 7);

    private static readonly ExtractSettings Settings = new(false, 1, TimeSpan.FromSeconds(60), 1);

    private static ExtractedPage Extract(string html) => PageExtractor.Read(System.Text.Encoding.UTF8.GetBytes(html), null, Settings, TimeProvider.System);

    public static TheoryData<string> Names => [.. Encoding.All.Select(e => e.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_formula_is_kept_as_it_was_on_every_kind_of_site(string name)
    {
        var encoding = Encoding.All.Single(e => e.Name == name);
        int found = 0, kept = 0, same = 0, sameSigns = 0, silent = 0, first = 0;
        var wrong = new StringBuilder();
        foreach (var (site, build) in Sites.All)
        {
            var formulas = Enumerable.Range(first, OnAPage).Select(i => Known[i % Formulas]).ToList();
            first += OnAPage;
            var page = Extract(build(Sites.Paragraphs([.. formulas.Select(encoding.Write)]), encoding.Head));
            var (here, keptHere) = (0, 0);
            for (var i = 0; i < formulas.Count; i++)
            {
                found++;
                here++;
                if (FormulaText.Latex(FormulaText.At(page.Text, i)) is not { } latex)
                {
                    if (encoding.CanBeUndone && wrong.Length < 3000) wrong.AppendLine($"{site}: {formulas[i].Tex} gives {FormulaText.At(page.Text, i) ?? "nothing"}");
                    continue;
                }

                kept++;
                keptHere++;
                if (FormulaText.Same(latex, formulas[i].Tex)) same++;
                else if (wrong.Length < 3000) wrong.AppendLine($"{site}: {formulas[i].Tex} became {latex}");
                if (FormulaText.SameSigns(latex, formulas[i].Tex)) sameSigns++;
                else if (wrong.Length < 3000) wrong.AppendLine($"{site}: {formulas[i].Tex} is signed {latex}");
            }

            if (keptHere != page.MathKept.Values.Sum()) wrong.AppendLine($"{site}: {page.MathKept.Values.Sum()} counted as kept, {keptHere} are");
            silent += here - page.MathKept.Values.Sum() - page.MathLost.Values.Sum();
        }

        Assert.True(silent == 0, $"{silent} formulas are neither kept nor counted\n{wrong}");
        if (encoding.CanBeUndone) Assert.True(kept == found && same == found && sameSigns == found && wrong.Length == 0, $"{found} formulas, {kept} kept, {same} the same, {sameSigns} sign by sign\n{wrong}");
        else Assert.Equal((Sites.All.Count * OnAPage, 0), (found, kept));
    }

    [Fact]
    public void Boxes_without_a_source_are_counted_lost_and_stand_as_plain_text()
    {
        var page = Extract($"<html lang=en><body><p>The sum of {Encoding.All[^1].Write(Known[0])} is known to all of us here.</p></body></html>");
        Assert.Equal(1, page.MathLost["katex_html"]);
        Assert.Empty(page.MathKept);
        Assert.Contains(Known[0].Flat.Split(' ')[0][..1], page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Navigation_and_notices_of_no_site_reach_the_text()
    {
        var encoding = Encoding.All[0];
        foreach (var (site, build) in Sites.All)
        {
            var text = Extract(build(Sites.Paragraphs([.. Known.Take(OnAPage).Select(encoding.Write)]), encoding.Head)).Text;
            foreach (var chrome in (string[])["About us", "Log in", "All rights reserved", "Privacy", "Share this", "Subscribe", "We use cookies", "hidden", "__STATE__"])
                Assert.False(text.Contains(chrome, StringComparison.Ordinal), $"{site}: \"{chrome}\" stands in the text");
        }
    }
}
