namespace DataForge.Corpus;

/// <summary>When a host, or a part of one, counts as mathematical.</summary>
/// <param name="MinPages">A host with at least so many pages of which <paramref name="MinShare"/> are hits is taken: DeepSeekMath (arXiv:2402.03300, section 2.1) takes domains of which more than a tenth was collected.</param>
/// <param name="MinHits">A host with so many hits is taken whatever its size: FineMath (arXiv:2502.02737, section 4.1) takes domains with ten math pages.</param>
/// <param name="PrefixPages">Fewest pages under a path prefix that tell anything.</param>
/// <param name="ReviewShare">A prefix of a taken host with a share from here to <paramref name="MinShare"/> goes to the review list.</param>
/// <param name="Depth">Path segments of a prefix.</param>
/// <param name="HostField">Field that stands for the host, for documents that come from files; null takes the address's.</param>
/// <param name="Converged">Share of a round's mathematical pages (hits, and pages that their surroundings speak for) that must be hits before the loop can have converged: DeepSeekMath stopped when 98 % were had.</param>
/// <param name="Trained">What the classifier's training told of sources that it had not seen; without it no convergence is declared.</param>
public sealed record PoolSettings(DocumentFields Fields, string VerdictField, int MinPages, double MinShare, int MinHits, int PrefixPages, double ReviewShare, int Depth, string? HostField = null, double Converged = 0.98, TrainingReport? Trained = null)
{
    /// <summary>Share of hits up to which a host cannot be told from a source that is known to be none of mathematics.</summary>
    public double Noise => Trained?.WorstFalse ?? 0;
}

/// <summary>Pages and hits of a host, or of a path prefix of one.</summary>
public sealed class PoolCount
{
    public int Pages { get; private set; }

    public int Hits { get; private set; }

    public double Share => Pages == 0 ? 0 : (double)Hits / Pages;

    public void Add(bool hit)
    {
        Pages++;
        if (hit) Hits++;
    }
}
