namespace DataForge.Corpus;

/// <summary>How a recall classifier is trained.</summary>
/// <param name="SourceFields">Fields that name a document's source; without one the address's host does, then the file.</param>
/// <param name="Bits">2 to this many weights.</param>
/// <param name="Recall">Share of held-out sources' positive documents, averaged over sources, that the threshold is to let through.</param>
/// <param name="Folds">Parts into which sources are put, each held out once.</param>
/// <param name="Threads">The model does not depend on it.</param>
/// <param name="MaxFalse">Share of held-out sources' other documents, averaged over sources, above which the threshold is not lowered further, whatever recall was asked for.</param>
public sealed record RecallSettings(
    DocumentFields Fields, IReadOnlyList<string> SourceFields, int Bits, int Epochs, double Rate, double Recall, int Folds, int Seed, int Threads, double MaxFalse = 0.1);

/// <summary>What is known of one source after training.</summary>
/// <param name="Share">Of its documents, held out from training, those at or above the threshold: recall for a positive source, false positives for a negative one.</param>
public sealed record RecallSource(string Name, bool Positive, int Documents, double Share);

/// <summary>A trained classifier.</summary>
/// <param name="Threshold">Scores from here on are positive.</param>
/// <param name="HeldOutBySource">False where there were too few sources, and single documents were held out instead.</param>
public sealed record RecallModel(double Threshold, double TargetRecall, bool HeldOutBySource, IReadOnlyList<RecallSource> Sources)
{
    /// <summary>Share of held-out others that was allowed through.</summary>
    public double MaxFalse { get; init; } = 1;

    internal LinearModel Weights { get; init; } = new(LinearModel.LeastBits);

    /// <summary>Mean over positive sources.</summary>
    public double MeanRecall => Sources.Where(s => s.Positive).Select(s => s.Share).DefaultIfEmpty(0).Average();

    /// <summary>Mean over negative sources.</summary>
    public double MeanFalse => Sources.Where(s => !s.Positive).Select(s => s.Share).DefaultIfEmpty(0).Average();
}
