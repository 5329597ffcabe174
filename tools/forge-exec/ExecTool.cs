using DataForge.Cli;
using DataForge.Core;
using DataForge.Runner;
using DataForge.Sandbox;
using DataForge.Stages;

namespace DataForge.Tools.Exec;

/// <summary>forge-exec: its options, and the stage they make.</summary>
internal static class ExecTool
{
    private static readonly ListOpt CodeField = new("code-field", ["code"], "NAME", "Field with the code; a conversation stands in blocks.");
    private static readonly ChoiceOpt Style = new("style", "script", ["script", "notebook", "qwen"], "What a block gives: all it prints, or its last value too; see docs/tools.md.");
    private static readonly ListOpt Modules = new("modules", [], "NAME", "Modules that code may import, and no others; then it opens no file either.");
    private static readonly FlagOpt NoSeconds = new("no-seconds", "Leave the time out: the same rows give the same bytes.");

    public static readonly Tool Registration = new("forge-exec", Tool.Description, "forge-exec --timeout 5 --jobs 2 < code.jsonl > ran.jsonl",
        [.. SandboxOptions.All, Style, CodeField, Modules, NoSeconds, .. RunOptions.Code], Run, [Positional.Inputs]);

    private static async Task<ExitCode> Run(Parsed p, ToolContext context)
    {
        using var runner = new StageRunner(RunOptions.Read(p, new RowsInput(p.Inputs)), context, context.Cancel);
        var settings = new ExecStageSettings(p.Get(CodeField), Enum.Parse<CodeStyle>(p.Get(Style)!, ignoreCase: true), SandboxOptions.Read(p), !p.Get(NoSeconds), p.Get(Modules) is { Count: > 0 } modules ? modules : null);
        if (settings.Modules is not null && settings.Style == CodeStyle.Qwen) throw new ForgeException("--modules: goes with --style script or notebook");
        await using var sandbox = runner.Keep(await PythonSandbox.Open(p.Get(SandboxOptions.Jobs), context.Cancel));
        return await runner.Run(new ExecStage(settings, sandbox));
    }
}
