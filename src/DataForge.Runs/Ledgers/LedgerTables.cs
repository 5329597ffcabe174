namespace DataForge.Runs.Ledgers;

/// <summary>The ledger's tables, in SQL that SQLite and PostgreSQL both take.</summary>
internal static class LedgerTables
{
    public static IReadOnlyList<string> OfOneRun { get; } = ["forge_stages", "forge_shards", "forge_attempts", "forge_usage", "forge_rejects", "forge_kinds"];

    public const string Create =
        """
        CREATE TABLE IF NOT EXISTS forge_runs(run TEXT PRIMARY KEY, name TEXT NOT NULL, manifest TEXT NOT NULL, work TEXT NOT NULL, plan TEXT NOT NULL, started TEXT, ended TEXT, exit_code INTEGER);
        CREATE TABLE IF NOT EXISTS forge_stages(run TEXT NOT NULL, stage TEXT NOT NULL, position INTEGER NOT NULL, stage_key TEXT NOT NULL, table_line TEXT, tool TEXT, role TEXT, shards INTEGER NOT NULL, folder INTEGER NOT NULL, PRIMARY KEY(run, stage));
        CREATE TABLE IF NOT EXISTS forge_shards(run TEXT NOT NULL, stage TEXT NOT NULL, shard INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, worker TEXT, rows_in BIGINT NOT NULL, rows_out BIGINT NOT NULL, files INTEGER NOT NULL, bytes BIGINT NOT NULL, seconds DOUBLE PRECISION NOT NULL, sha256 TEXT, PRIMARY KEY(run, stage, shard));
        CREATE TABLE IF NOT EXISTS forge_attempts(run TEXT NOT NULL, stage TEXT NOT NULL, shard INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, ended TEXT NOT NULL, state TEXT NOT NULL, exit_code INTEGER, seconds DOUBLE PRECISION NOT NULL, message TEXT, PRIMARY KEY(run, stage, shard, attempt));
        CREATE TABLE IF NOT EXISTS forge_usage(run TEXT NOT NULL, stage TEXT NOT NULL, role TEXT NOT NULL, tokens_in BIGINT NOT NULL, tokens_out BIGINT NOT NULL, requests BIGINT NOT NULL, kept BIGINT NOT NULL, failures BIGINT NOT NULL, seconds DOUBLE PRECISION NOT NULL, money DOUBLE PRECISION NOT NULL, PRIMARY KEY(run, stage, role));
        CREATE TABLE IF NOT EXISTS forge_rejects(run TEXT NOT NULL, stage TEXT NOT NULL, rule TEXT NOT NULL, dropped BIGINT NOT NULL, PRIMARY KEY(run, stage, rule));
        CREATE TABLE IF NOT EXISTS forge_kinds(run TEXT NOT NULL, stage TEXT NOT NULL, kind TEXT NOT NULL, made BIGINT NOT NULL, known BIGINT NOT NULL, graded BIGINT NOT NULL, correct BIGINT NOT NULL, PRIMARY KEY(run, stage, kind));
        """;

    public const string Run =
        """
        INSERT INTO forge_runs(run, name, manifest, work, plan, started, ended, exit_code) VALUES(@Run, @Name, @Manifest, @Work, @Plan, @Started, @Ended, @ExitCode)
        ON CONFLICT(run) DO UPDATE SET name = excluded.name, manifest = excluded.manifest, plan = excluded.plan, started = excluded.started, ended = excluded.ended, exit_code = excluded.exit_code
        """;

    public const string Stage =
        """
        INSERT INTO forge_stages(run, stage, position, stage_key, table_line, tool, role, shards, folder) VALUES(@Run, @Stage, @Position, @Key, @Line, @Tool, @Role, @Shards, @Folder)
        ON CONFLICT(run, stage) DO UPDATE SET position = excluded.position, stage_key = excluded.stage_key, table_line = excluded.table_line, tool = excluded.tool, role = excluded.role, shards = excluded.shards, folder = excluded.folder
        """;

    public const string Shard =
        """
        INSERT INTO forge_shards(run, stage, shard, state, attempts, worker, rows_in, rows_out, files, bytes, seconds, sha256) VALUES(@Run, @Stage, @Shard, @State, @Attempts, @Worker, @RowsIn, @RowsOut, @Files, @Bytes, @Seconds, @Sha256)
        ON CONFLICT(run, stage, shard) DO UPDATE SET state = excluded.state, attempts = excluded.attempts, worker = excluded.worker, rows_in = excluded.rows_in, rows_out = excluded.rows_out, files = excluded.files, bytes = excluded.bytes, seconds = excluded.seconds, sha256 = excluded.sha256
        """;

    public const string Attempt =
        """
        INSERT INTO forge_attempts(run, stage, shard, attempt, worker, ended, state, exit_code, seconds, message) VALUES(@Run, @Stage, @Shard, @Attempt, @Worker, @Ended, @State, @ExitCode, @Seconds, @Message)
        ON CONFLICT(run, stage, shard, attempt) DO NOTHING
        """;

    public const string Usage =
        """
        INSERT INTO forge_usage(run, stage, role, tokens_in, tokens_out, requests, kept, failures, seconds, money) VALUES(@Run, @Stage, @Role, @TokensIn, @TokensOut, @Requests, @Kept, @Failures, @Seconds, @Money)
        """;

    public const string Reject = "INSERT INTO forge_rejects(run, stage, rule, dropped) VALUES(@Run, @Stage, @Rule, @Dropped)";

    public const string Kind = "INSERT INTO forge_kinds(run, stage, kind, made, known, graded, correct) VALUES(@Run, @Stage, @Kind, @Made, @Known, @Graded, @Correct)";
}
