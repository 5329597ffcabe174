using DataForge.Core;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

/// <summary>A worker that looks for parts while another one ends the last.</summary>
public sealed class LastPartTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Does something at one of the moments at which the time is asked.</summary>
    private sealed class TurningTime(int at, Action then) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == at) then();
            return base.GetUtcNow();
        }
    }

    public static TheoryData<int> Moments() => [.. Enumerable.Range(1, 12)];

    [Theory, MemberData(nameof(Moments))]
    public async Task A_worker_ends_well_at_whatever_moment_another_one_ends_the_last_part(int moment)
    {
        using var run = new TestRun("forge: 1\nstages:\n  - a: cat\n    in: rows.jsonl\n", TestRun.Rows(3));
        var plan = run.Plan();
        var claims = new Claims(run.Work.Claims, "other", Lease, TimeProvider.System);
        var part = plan.Stages[0].Folder + ".00000";
        Assert.True(claims.TryTake(part));
        var time = new TurningTime(moment, () =>
        {
            claims.Release(part);
            using var other = Of(plan, run.Work, TimeProvider.System);
            Assert.Equal(ExitCode.Ok, other.Run().GetAwaiter().GetResult());
        });
        using var worker = Of(plan, run.Work, time);
        Assert.Equal(ExitCode.Ok, await worker.Run());
        Assert.Equal(3, File.ReadAllLines(run.Work.Output(plan.Stages[0], 0)).Length);
    }

    private static Worker Of(Plan plan, WorkFolder work, TimeProvider time) => new(plan, work, new WorkerSettings(Lease), time, CancellationToken.None);
}
