namespace DataForge.Tests.Tools.Runs;

/// <summary>The first, third and so on of the manifests that ship.</summary>
public sealed class ManifestReplayTests
{
    public static TheoryData<string> Manifests => ManifestReplay.Half(0);

    [Theory, MemberData(nameof(Manifests))]
    public Task A_manifest_that_ships_gives_the_recorded_rows_without_a_model(string name) => ManifestReplay.Require(name);
}
