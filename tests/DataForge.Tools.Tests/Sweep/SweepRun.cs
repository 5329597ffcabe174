namespace DataForge.Tests.Tools.Sweep;

/// <summary>What one run of a tool on a file came to.</summary>
/// <param name="Rows">Rows written; 0 where the tool could not run.</param>
/// <param name="Fault">What is wrong whatever the table says, or null.</param>
/// <param name="Said">The last line on standard error.</param>
internal sealed record SweepRun(string Way, string File, int Exit, long Rows, long Rejected, string? Fault, string Said)
{
    /// <summary>The line of the table.</summary>
    public string Line => $"{File}\t{Exit}\t{Rows}\t{Rejected}";

    public static SweepRun Of(SweepWay way, string folder, SweepFile file)
    {
        var scratch = Directory.CreateTempSubdirectory("sweep-").FullName;
        try
        {
            var output = Path.Combine(scratch, "out");
            var run = SweepHost.Run(way.Tool, way.Options(Path.Combine(folder, file.Name), output));
            var said = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
            if (run.ExitCode is not (0 or 1)) return new SweepRun(way.Name, file.Name, run.ExitCode, 0, 0, Refused(run, way.Tool, scratch), said);
            var (rows, rejected) = (way.Rows(output), SweepWay.Rejected(output));
            var lost = way.KeepsRows && file.Records >= 0 && rows + rejected != file.Records
                ? $"{file.Records} records were read, {rows} written and {rejected} rejected"
                : null;
            return new SweepRun(way.Name, file.Name, run.ExitCode, rows, rejected, lost, said);
        }
        catch (Exception e) when (e is TimeoutException or IOException or InvalidDataException or System.Text.Json.JsonException or Xunit.Sdk.XunitException)
        {
            return new SweepRun(way.Name, file.Name, -1, 0, 0, e.Message, "");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>A refusal is one message of the tool's, ends with 2 and leaves nothing but <c>.part</c> files behind.</summary>
    private static string? Refused(ToolResult run, string tool, string scratch)
    {
        if (run.ExitCode != 2) return $"ended with {run.ExitCode}";
        if (!run.Error.Contains(tool + ": ", StringComparison.Ordinal)) return "said nothing";
        if (run.Error.Contains("   at ", StringComparison.Ordinal)) return "printed a trace";
        var left = Directory.GetFiles(scratch, "*", SearchOption.AllDirectories).FirstOrDefault(f => !f.Contains(".part", StringComparison.Ordinal));
        return left is null ? null : $"left {Path.GetFileName(left)}";
    }
}
