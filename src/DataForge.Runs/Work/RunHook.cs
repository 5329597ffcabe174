using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DataForge.Core;

namespace DataForge.Runs.Work;

/// <summary>The manifest's command after a run's end, as a message to whoever waits for it. It changes neither the run's rows nor its exit code.</summary>
internal static class RunHook
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>Runs it without a shell, in the work folder, with <c>FORGE_WORK</c> and <c>FORGE_EXIT_CODE</c> set; what it prints is not kept. One that fails or takes longer than a minute is told.</summary>
    public static void Run(IReadOnlyList<string> words, WorkFolder work, ExitCode code, IRunReport report)
    {
        if (words.Count == 0) return;
        var start = new ProcessStartInfo(words[0]) { WorkingDirectory = work.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        start.Environment["FORGE_WORK"] = work.Path;
        start.Environment["FORGE_EXIT_CODE"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(Most))
            {
                process.Kill(entireProcessTree: true);
                report.Warn($"{words[0]}: the hook took longer than {Durations.Text(Most.TotalSeconds)} and was ended");
            }
            else if (process.ExitCode != 0)
            {
                report.Warn($"{words[0]}: the hook ended with {process.ExitCode}");
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            report.Warn($"{words[0]}: the hook cannot be run: {e.Message}");
        }
    }
}
