using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataForge.Benchmarks.Formats;
using DataForge.Formats;

// Throughput of reading and writing rows, beside a bare parse of the same lines and beside DuckDB's own conversion.
// usage: DataForge.Formats.Benchmarks [--check] [MB]; --check verifies every answer on a small file and prints no times
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var check = args.Contains("--check");
var megabytes = args.Select(a => int.TryParse(a, out var n) ? n : 0).FirstOrDefault(n => n > 0, check ? 4 : 112);
var folder = Directory.CreateTempSubdirectory("formats-bench-").FullName;
try
{
    var input = Path.Combine(folder, "in.jsonl");
    var rows = Corpus.Write(input, megabytes * 1_000_000L);
    var bytes = new FileInfo(input).Length;
    Console.WriteLine($"{rows:N0} rows, {bytes / 1e6:N1} MB of JSON lines; JSON text per second of the clock and per second of processor time, best of {(check ? 1 : 3)}");

    Measure("bare Utf8JsonReader over the lines", () => Bare(input));
    Measure("RowReader, .jsonl", () => RowReader.Open(input).LongCount());
    foreach (var suffix in (string[])["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
    {
        var path = Path.Combine(folder, "out." + suffix);
        Measure($"RowReader .jsonl to RowWriter .{suffix}", () => Convert(input, path));
        Measure($"RowReader, .{suffix}", () => RowReader.Open(path).LongCount());
    }

    if (check) Same(input, Path.Combine(folder, "out.parquet"));
    Measure("hashes of the rows that are to be read back", () => Hash(input).Rows);
    var hashes = Hash(input);
    Measure("read back by Parquet.Net and compared", () => Verify(Path.Combine(folder, "out.parquet"), hashes));
    var theirs = Path.Combine(folder, "duckdb.parquet");
    var ours = Path.Combine(folder, "out.parquet");
    InTurn("into Parquet", () => Convert(input, ours), () => DuckDbCopy(input, theirs));
    InTurn("rows out of Parquet, for DuckDB as JSON objects", () => RowReader.Open(theirs).LongCount(), () => DuckDbRead(theirs));
    if (check) Same(input, theirs);
    Console.WriteLine($"bytes: {string.Join(", ", Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {new FileInfo(f).Length / 1e6:N1} MB"))}");
    return 0;

    // ours and DuckDB's on one thread, one after the other: what else the machine does meets both
    void InTurn(string what, Func<long> ours, Func<long> theirs)
    {
        var cpu = new[] { new List<double>(), new List<double>() };
        for (var i = 0; i < (check ? 2 : 10); i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var count = (i % 2 == 0 ? ours : theirs)();
            cpu[i % 2].Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
            if (count != rows) throw new InvalidOperationException($"{what}: {count} rows of {rows}");
        }

        var (a, b) = (bytes / 1e6 / cpu[0].Min(), bytes / 1e6 / cpu[1].Min());
        Console.WriteLine(check ? $"ok  {what}" : $"{a:N0} MB/cpu-s against DuckDB's {b:N0}, {a / b:N2} x; medians {bytes / 1e6 / cpu[0].Order().ElementAt(2):N0} and {bytes / 1e6 / cpu[1].Order().ElementAt(2):N0}: {what}");
    }

    void Measure(string what, Func<long> run)
    {
        var (best, bestCpu) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < (check ? 1 : 3); i++)
        {
            var (begun, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var count = run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            bestCpu = Math.Min(bestCpu, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
            if (count != rows) throw new InvalidOperationException($"{what}: {count} rows of {rows}");
        }

        Console.WriteLine(check ? $"ok  {what}" : $"{bytes / 1e6 / best,8:N0} MB/s {bytes / 1e6 / bestCpu,8:N0} MB/cpu-s  {what}");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static long Bare(string path)
{
    using var reader = new LineReader(Streams.OpenRead(path), path);
    var rows = 0L;
    while (reader.TryRead(out var line))
    {
        var json = new Utf8JsonReader(line);
        while (json.Read())
        {
        }

        rows++;
    }

    return rows;
}

static long Convert(string input, string output)
{
    using var writer = RowWriter.Open(output);
    foreach (var row in RowReader.Open(input)) writer.Write(row);
    writer.Commit();
    return writer.Rows;
}

static ColumnHashes Hash(string path)
{
    var hashes = new ColumnHashes();
    foreach (var row in RowReader.Open(path)) hashes.Add(row);
    return hashes;
}

static long Verify(string path, ColumnHashes expected)
{
    ParquetCheck.Verify(path, expected);
    return expected.Rows;
}

static long DuckDbCopy(string input, string output)
{
    using var database = DuckDb.Open(1, 4L << 30);
    database.Execute($"COPY (SELECT * FROM read_json({DuckDb.Literal(input)}, format = 'newline_delimited')) TO {DuckDb.Literal(output)} (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE {ParquetWriter.RowGroupRows})");
    using var count = database.Query($"SELECT count(*)::VARCHAR FROM read_parquet({DuckDb.Literal(output)})");
    count.Next();
    return long.Parse(count.Columns[0].Values.Text(0));
}

static long DuckDbRead(string path)
{
    using var database = DuckDb.Open(1, 4L << 30);
    using var query = database.Query($"SELECT to_json(t)::VARCHAR FROM read_parquet({DuckDb.Literal(path)}) t");
    var rows = 0L;
    while (query.Next()) rows += query.Rows;
    return rows;
}

static void Same(string input, string output)
{
    foreach (var (a, b) in RowReader.Open(input).Zip(RowReader.Open(output)))
        if (!JsonElement.DeepEquals(JsonElement.Parse(a.Utf8), JsonElement.Parse(b.Utf8)))
            throw new InvalidOperationException($"{a} became {b}");
}
