using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class IdentityTests
{
    [Fact]
    public void White_space_and_composition_do_not_change_a_problem() =>
        Assert.Equal(Identity.OfProblem("caf\u00e9 is\n  open"), Identity.OfProblem(" cafe\u0301 is open\t"));

    [Fact]
    public void Parts_are_framed() => Assert.NotEqual(StableHash.Hex128("a", "bc"), StableHash.Hex128("ab", "c"));

    [Fact]
    public void A_problem_id_never_changes_between_versions() =>
        Assert.Equal("5c701c841bb1b3da30cb425c51dfe92c", Identity.OfProblem("What is 2 + 2?"));

    [Fact]
    public void Draws_depend_on_the_key_and_the_position_alone()
    {
        var random = CounterRandom.For(1, "sample", "p");
        Assert.Equal(random.Bits(5), CounterRandom.For(1, "sample", "p").Bits(5));
        Assert.NotEqual(random.Bits(5), random.Fork(1).Bits(5));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => random.Bits((ulong)i)).Distinct().Count());
        Assert.InRange(Enumerable.Range(0, 10_000).Average(i => random.Share((ulong)i)), 0.49, 0.51);
    }
}
