using System.Data.Common;
using System.Globalization;
using Dapper;
using DataForge.Core;
using DataForge.Runs.Work;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataForge.Runs.Ledgers;

/// <summary>Runs, stages, shards, attempts, usage and rejects in a database: SQLite in the work folder, or PostgreSQL. Only the process that started the run writes it.</summary>
public sealed class Ledger : IDisposable
{
    private const string Busy = "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL;";

    /// <summary>In the column <c>folder</c>: the stage writes files that hold no rows of the run; 1 is a folder of rows, 0 are rows.</summary>
    internal const int WritesFiles = 2;

    private readonly DbConnection _database;
    private readonly string _name;
    private readonly Dictionary<(string Stage, int Shard), int> _attempts = [];

    private bool _isOurs;

    private Ledger(DbConnection database, string name) => (_database, _name) = (database, name);

    /// <summary>True for an address of PostgreSQL.</summary>
    public static bool IsServer(string address) => address.StartsWith("postgres://", StringComparison.Ordinal) || address.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>True for an address that shows a password.</summary>
    public static bool HoldsPassword(string address) => IsServer(address) && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal);

    /// <param name="address">A file, or <c>postgres://user@host:port/database</c>; the password may stand in PGPASSWORD.</param>
    /// <exception cref="ForgeException">It cannot be opened; the message shows no password.</exception>
    public static Ledger Open(string address)
    {
        var server = IsServer(address);
        var name = server ? PostgresAddress.Shown(address) : address;
        DbConnection? database = null;
        try
        {
            if (!server && Path.GetDirectoryName(Path.GetFullPath(address)) is { } folder) Directory.CreateDirectory(folder);
            database = server ? new NpgsqlConnection(PostgresAddress.Read(address)) : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address, DefaultTimeout = 5 }.ToString());
            database.Open();
            if (!server) database.Execute(Busy);
            database.Execute(LedgerTables.Create);
            return new Ledger(database, name);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or System.Net.Sockets.SocketException or TimeoutException)
        {
            database?.Dispose();
            throw new ForgeException($"ledger {name}: cannot be opened: {Printable.Line(e.Message)}", e);
        }
    }

    /// <summary>A run's id in the ledger: the same work folder is the same run, gone on with.</summary>
    public static string IdOf(WorkFolder work) => StableHash.Hex128("run/1", Path.GetFullPath(work.Path))[..16];

    /// <summary>Takes in what changed since the last call, in one transaction.</summary>
    /// <param name="final">No worker is left: what parts that are not done have used is read from their journals.</param>
    /// <exception cref="ForgeException">The database cannot be written: full, locked, away.</exception>
    public void Sync(RunState state, bool final = false)
    {
        try
        {
            using var transaction = _database.BeginTransaction();
            var run = IdOf(state.Work);
            if (!_isOurs) // what an earlier plan of this folder left; the events hold all of it that still counts
                foreach (var table in LedgerTables.OfOneRun) _database.Execute($"DELETE FROM {table} WHERE run = @Run", new { Run = run }, transaction);
            _database.Execute(LedgerTables.Run, new { Run = run, state.Plan.Name, state.Plan.Manifest, Work = Path.GetFullPath(state.Work.Path), Plan = state.Plan.Id, Started = Text(state.Begun), Ended = Text(state.Closed?.Time), ExitCode = state.Closed?.Exit }, transaction);
            foreach (var (position, stage) in state.Plan.Stages.Index())
                _database.Execute(LedgerTables.Stage, new { Run = run, Stage = stage.Name, Position = position, stage.Key, Line = stage.TableLine, stage.Tool, stage.Role, stage.Shards, Folder = StageSums.FolderOf(stage) }, transaction);
            var changed = state.Changed.ToList();
            foreach (var (key, shard) in changed) Shard(run, state.Stages.First(s => s.Stage.Key == key), shard, transaction);
            var touched = changed.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var stage in state.Stages)
                if ((final ? OpenUsage.Of(state, stage, CancellationToken.None) : []) is var open && (open.Count > 0 || touched.Contains(stage.Stage.Key)))
                    Sums(run, stage, open, transaction);
            transaction.Commit();
            state.Changed.Clear();
            _isOurs = true;
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            throw new ForgeException($"ledger {_name}: cannot be written: {Printable.Line(e.Message)}", e);
        }
    }

    private void Shard(string run, StageState stage, int shard, DbTransaction transaction)
    {
        if (stage.LatestOf(shard) is not { } latest) return;
        var figures = stage.Done(shard)?.Figures ?? new ShardFigures();
        _database.Execute(LedgerTables.Shard, new { Run = run, Stage = stage.Stage.Name, Shard = shard, State = latest.Kind.ToString(), Attempts = stage.Attempts(shard), latest.Worker, figures.RowsIn, figures.RowsOut, figures.Files, figures.Bytes, Seconds = stage.History(shard).Sum(e => e.Seconds), figures.Sha256 }, transaction);
        var told = _attempts.GetValueOrDefault((stage.Stage.Name, shard));
        var history = stage.History(shard).Where(e => e.Kind is not EventKind.Started and not EventKind.Lost).ToList();
        for (var i = told; i < history.Count; i++)
        {
            var attempt = history[i];
            _database.Execute(LedgerTables.Attempt, new { Run = run, Stage = stage.Stage.Name, Shard = shard, Attempt = i + 1, attempt.Worker, Ended = Text(attempt.Time), State = attempt.Kind.ToString(), ExitCode = attempt.Exit, attempt.Seconds, attempt.Message }, transaction);
        }

        _attempts[(stage.Stage.Name, shard)] = history.Count;
    }

    private void Sums(string run, StageState stage, IReadOnlyList<ShardFigures> open, DbTransaction transaction)
    {
        var of = new { Run = run, Stage = stage.Stage.Name };
        foreach (var table in new[] { "forge_usage", "forge_rejects", "forge_kinds" }) _database.Execute($"DELETE FROM {table} WHERE run = @Run AND stage = @Stage", of, transaction);
        var spent = stage.Spent.Select(e => e.Figures!).Concat(open).ToList();
        if (stage.Stage.Role is { } role)
            _database.Execute(LedgerTables.Usage, new
            {
                of.Run, of.Stage, Role = role, TokensIn = spent.Sum(f => f.TokensIn), TokensOut = spent.Sum(f => f.TokensOut), Requests = spent.Sum(f => f.Calls), Kept = spent.Sum(f => f.CallsKept), Failures = spent.Sum(f => f.Failures),
                Seconds = stage.Spent.Sum(e => e.Seconds), Money = spent.Sum(f => RunUsage.Cost(stage.Stage.PriceIn, stage.Stage.PriceOut, f)),
            }, transaction);
        foreach (var rule in stage.Figures.SelectMany(f => f.Rejects).GroupBy(r => r.Key, StringComparer.Ordinal))
            _database.Execute(LedgerTables.Reject, new { of.Run, of.Stage, Rule = rule.Key, Dropped = rule.Sum(r => r.Value) }, transaction);
        foreach (var kind in stage.Figures.SelectMany(f => f.Kinds).GroupBy(k => k.Key, StringComparer.Ordinal))
        {
            var sum = kind.Select(k => k.Value).Aggregate((a, b) => a.Plus(b));
            _database.Execute(LedgerTables.Kind, new { of.Run, of.Stage, Kind = kind.Key, Made = sum.Rows, sum.Known, Graded = sum.Graded, Correct = sum.Right }, transaction);
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Each stage with its sums, in plan order.</summary>
    public IReadOnlyList<StageLine> Stages(string run) => Query<StageLine>(
        """
        SELECT s.stage AS "Stage", s.table_line AS "Line", s.tool AS "Tool", s.role AS "Role", s.folder AS "Folder", CAST(COALESCE(SUM(CASE WHEN h.state IN ('Done', 'GateFailed') THEN h.rows_in END), 0) AS BIGINT) AS "RowsIn", CAST(COALESCE(SUM(CASE WHEN h.state IN ('Done', 'GateFailed') THEN h.rows_out END), 0) AS BIGINT) AS "RowsOut", CAST(COALESCE(SUM(CASE WHEN h.state IN ('Done', 'GateFailed') THEN h.files END), 0) AS BIGINT) AS "Files",
            CAST(COALESCE(SUM(h.seconds), 0) AS DOUBLE PRECISION) AS "Seconds", CAST(MAX(COALESCE(u.tokens_in, 0)) AS BIGINT) AS "TokensIn", CAST(MAX(COALESCE(u.tokens_out, 0)) AS BIGINT) AS "TokensOut", CAST(MAX(COALESCE(u.requests, 0)) AS BIGINT) AS "Requests", CAST(MAX(COALESCE(u.money, 0)) AS DOUBLE PRECISION) AS "Money"
        FROM forge_stages s LEFT JOIN forge_shards h ON h.run = s.run AND h.stage = s.stage LEFT JOIN forge_usage u ON u.run = s.run AND u.stage = s.stage
        WHERE s.run = @Run GROUP BY s.stage, s.position, s.table_line, s.tool, s.role, s.folder ORDER BY s.position
        """, new { Run = run });

    /// <summary>Dropped rows by stage and rule.</summary>
    public IReadOnlyList<RejectLine> Rejects(string run) => Query<RejectLine>("SELECT stage AS \"Stage\", rule AS \"Rule\", dropped AS \"Dropped\" FROM forge_rejects WHERE run = @Run ORDER BY stage, rule", new { Run = run });

    /// <summary>Rows by stage and evolution.</summary>
    public IReadOnlyList<KindLine> Kinds(string run) => Query<KindLine>("SELECT stage AS \"Stage\", kind AS \"Kind\", made AS \"Made\", known AS \"Known\", graded AS \"Graded\", correct AS \"Correct\" FROM forge_kinds WHERE run = @Run ORDER BY stage, kind", new { Run = run });

    /// <summary>All runs of the ledger, the latest first.</summary>
    public IReadOnlyList<RunLine> Runs() => Query<RunLine>("SELECT run AS \"Run\", name AS \"Name\", work AS \"Work\", started AS \"Started\", ended AS \"Ended\", exit_code AS \"ExitCode\" FROM forge_runs ORDER BY started DESC, run", new { });

    private List<T> Query<T>(string sql, object of)
    {
        try
        {
            return [.. _database.Query<T>(sql, of)];
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException)
        {
            throw new ForgeException($"ledger {_name}: cannot be read: {Printable.Line(e.Message)}", e);
        }
    }

    public void Dispose() => _database.Dispose();
}
