using DataForge.Core;
using DataForge.Runs.Ledgers;

namespace DataForge.Tests.Runs;

/// <summary>The ledger in a PostgreSQL server: the same lines as in SQLite, several runs in one database, what is said when it is away.</summary>
public sealed class PostgresLedgerTests
{
    private const string Manifest =
        """
        forge: 1
        stages:
          - a: sed '/p3/d'
            in: rows.jsonl
            shards: 8
          - b: sort
        """;

    [Fact]
    public async Task Runs_of_several_folders_stand_in_one_database_as_each_in_a_file_of_its_own()
    {
        using var server = new PostgresServer();
        using var alone = new TestRun(Manifest, TestRun.Rows(30));
        await alone.Run();
        using var first = new TestRun(Manifest, TestRun.Rows(30));
        using var second = new TestRun(Manifest, TestRun.Rows(7));
        Assert.Equal(ExitCode.Ok, await first.Run(ledger: server.Address));
        Assert.Equal(ExitCode.Ok, await second.Run(ledger: server.Address));
        Assert.Equal(ExitCode.Ok, await first.Run(ledger: server.Address)); // gone on with: no line twice
        using var ledger = Ledger.Open(server.Address);
        using var file = Ledger.Open(alone.Work.LedgerFile);
        Assert.Equal(Lines(file, alone), Lines(ledger, first));
        Assert.Equal([("a", 7L, 6L), ("b", 6L, 6L)], ledger.Stages(Ledger.IdOf(second.Work)).Select(s => (s.Stage, s.RowsIn, s.RowsOut)));
        Assert.Equal([(first.Work.Path, 0L), (second.Work.Path, 0L)], ledger.Runs().Select(r => (r.Work, r.ExitCode!.Value)).OrderBy(r => r.Work == second.Work.Path));

        static IEnumerable<(string, long, long, long)> Lines(Ledger of, TestRun run) => of.Stages(Ledger.IdOf(run.Work)).Select(s => (s.Stage, s.RowsIn, s.RowsOut, s.Folder));
    }

    [Fact]
    public async Task A_server_that_is_away_ends_the_run_before_a_part_is_begun_and_the_message_shows_no_password()
    {
        using var server = new PostgresServer();
        server.Stop();
        using var run = new TestRun(Manifest, TestRun.Rows(3));
        var refused = await Assert.ThrowsAsync<ForgeException>(() => run.Run(ledger: server.Address));
        Assert.Matches(@"^ledger postgres://127\.0\.0\.1:\d+/postgres: cannot be opened: ", refused.Message);
        Assert.False(Directory.Exists(run.Work.Stages));
    }
}
