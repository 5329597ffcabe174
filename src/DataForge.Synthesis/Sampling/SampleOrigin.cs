using DataForge.Core;

namespace DataForge.Synthesis;

/// <summary>What every sample of a run says about where it came from.</summary>
/// <param name="Engine">Name of the engine; part of the sample's id.</param>
public sealed record SampleOrigin(string Model, string Revision, string Precision, string Engine, SamplingParameters Sampling)
{
    public static SampleOrigin From(IGenerator generator, SamplingParameters sampling) =>
        new(generator.Model, generator.Revision, generator.Precision, generator.Engine, sampling);

    public string SampleId(string problemId, int rollout, string promptHash) =>
        Identity.OfSample(problemId, rollout, Sampling.Seed, Revision, Precision, Engine, promptHash, Sampling);
}
