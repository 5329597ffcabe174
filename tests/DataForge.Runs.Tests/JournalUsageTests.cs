using DataForge.Runner;

namespace DataForge.Tests.Runs;

public sealed class JournalUsageTests
{
    [Fact]
    public void A_transcript_is_counted_by_its_turns_alone()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path,
            """
            {"journal":"dataforge"}
            {"call":"00000000000000000000000000000001","reply":{"text":"a","finish":"Stop","input_tokens":10,"generated_tokens":3}}
            {"call":"00000000000000000000000000000002","reply":{"text":"b","finish":"Stop","input_tokens":14,"generated_tokens":5}}
            {"call":"00000000000000000000000000000003","reply":{"finish":"Stop","input_tokens":10,"generated_tokens":8,"transcript":{"text":"ab","mask":[],"tool_calls":[]}}}

            """);
        Assert.Equal(new JournalUsage(2, 24, 8), JournalUsage.Of(path, CancellationToken.None));
        File.Delete(path);
    }
}
