using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public sealed class SplitFamiliesTests
{
    private static SplitFamilies Of(params (string Id, string? Parent, string? Template)[] problems)
    {
        var families = new SplitFamilies();
        foreach (var (id, parent, template) in problems) families.Add(id, parent, template);
        return families;
    }

    [Fact]
    public void A_family_draws_the_place_of_its_root_however_deep_and_in_whatever_order()
    {
        (string, string?, string?)[] problems = [("grandchild", "child", null), ("root", null, null), ("child", "root", null), ("other", null, null)];
        foreach (var order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]])
        {
            var families = Of([.. order.Select(i => problems[i])]);
            Assert.Equal(Splits.Place("root"), families.ShareOf("grandchild"));
            Assert.Equal(Splits.Place("root"), families.ShareOf("child"));
            Assert.Equal(Splits.Place("other"), families.ShareOf("other"));
            Assert.Equal(2, families.Count);
        }
    }

    [Fact]
    public void A_parent_that_is_not_there_still_names_its_family()
    {
        var families = Of(("a", "absent", null), ("b", "absent", null));
        Assert.Equal((Splits.Place("absent"), Splits.Place("absent"), 1), (families.ShareOf("a"), families.ShareOf("b"), families.Count));
    }

    [Fact]
    public void More_descendants_do_not_move_a_family()
    {
        var families = Of([("root", null, null), .. Enumerable.Range(0, 100).Select(i => ($"child {i}", (string?)"root", (string?)null))]);
        Assert.Equal(Splits.Place("root"), families.ShareOf("child 99"));
    }

    [Fact]
    public void Near_duplicates_bring_their_families_together()
    {
        var families = Of(("a", null, "t"), ("child of a", "a", null), ("b", null, "t"), ("child of b", "b", null), ("c", null, "u"));
        string[] together = ["a", "child of a", "b", "child of b"];
        Assert.Single(together.Select(families.ShareOf).Distinct());
        Assert.Equal(new[] { "a", "b" }.MinBy(id => StableHash.Of(id)) is var root ? Splits.Place(root!) : 0, families.ShareOf("child of b"));
        Assert.Equal(2, families.Count);
    }

    [Fact]
    public void A_circle_of_parents_and_a_problem_that_is_its_own_parent_end()
    {
        var families = Of(("a", "b", null), ("b", "c", null), ("c", "a", null), ("self", "self", null));
        Assert.Single(new[] { "a", "b", "c" }.Select(families.ShareOf).Distinct());
        Assert.Equal((Splits.Place("self"), 2), (families.ShareOf("self"), families.Count));
    }

    [Fact]
    public void A_chain_of_a_million_is_one_group()
    {
        var families = new SplitFamilies();
        for (var i = 1; i <= 1_000_000; i++) families.Add($"p{i}", $"p{i - 1}", null);
        Assert.Equal((Splits.Place("p0"), Splits.Place("p0"), 1), (families.ShareOf("p1000000"), families.ShareOf("p500000"), families.Count));
    }
}
