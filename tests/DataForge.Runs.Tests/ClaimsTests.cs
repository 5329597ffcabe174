using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

public sealed class ClaimsTests
{
    [Fact]
    public async Task Workers_that_race_for_a_part_have_it_one_at_a_time_and_none_fails()
    {
        var folder = Directory.CreateTempSubdirectory("claims-").FullName;
        try
        {
            int holders = 0, taken = 0, together = 0;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            {
                var claims = new Claims(folder, $"w{i}", TimeSpan.FromMinutes(5), TimeProvider.System);
                for (var n = 0; n < 300; n++)
                {
                    if (!claims.TryTake("a.00000")) continue;
                    if (Interlocked.Increment(ref holders) != 1) Interlocked.Increment(ref together);
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                    claims.Release("a.00000");
                }
            })));
            Assert.Equal(0, together);
            Assert.InRange(taken, 1, 2400);
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
