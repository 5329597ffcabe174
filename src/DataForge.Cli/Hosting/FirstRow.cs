using System.Text;
using DataForge.Core;
using DataForge.Runner;

namespace DataForge.Cli;

/// <summary>For <c>--show-prompt</c>: prints what a function makes of the first good row, and nothing else.</summary>
public static class FirstRow
{
    /// <exception cref="ForgeException">The input holds no row.</exception>
    public static ExitCode Show(Parsed parsed, ToolContext context, Func<Row, string> show)
    {
        var first = RunInput.First(parsed.Inputs, parsed.GetOrDefault(InputOutputOptions.MaxBad), context.Cancel) ?? throw new ForgeException("--show-prompt: the input holds no row");
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(show(first)));
        return ExitCode.Ok;
    }
}
