using DataForge.Core;

namespace DataForge.Seeds;

/// <summary>Throws in a row from one counter-based generator.</summary>
internal sealed class Dice(CounterRandom random)
{
    private ulong _position;

    /// <summary>A number in [0, count).</summary>
    public int Below(int count) => random.Below(_position++, count);
}
