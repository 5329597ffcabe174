namespace DataForge.Tests.Tools.Runs;

/// <summary>The other manifests that ship, and a call that is not in a recording.</summary>
public sealed class ManifestReplayMoreTests
{
    public static TheoryData<string> Manifests => ManifestReplay.Half(1);

    [Theory, MemberData(nameof(Manifests))]
    public Task A_manifest_that_ships_gives_the_recorded_rows_without_a_model(string name) => ManifestReplay.Require(name);

    [Fact]
    public void A_call_that_was_not_recorded_ends_the_run_and_shows_the_nearest_one()
    {
        var work = Directory.CreateTempSubdirectory("replay-").FullName;
        try
        {
            var missed = ManifestReplay.Run("mugglemath", Path.Combine(work, "w"), ManifestReplay.Models("mugglemath"), ["--replay", Path.Combine(ManifestReplay.Recordings, "mugglemath"), "--set", "tokens=129"]);
            Assert.Equal(2, missed.ExitCode);
            Assert.Contains("this call was not recorded", missed.Error);
            Assert.Contains("the nearest recorded call differs from: ", missed.Error);
            Assert.Matches("asked was there: .*\"max_tokens\":129", missed.Error);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
