using DataForge.Cli;
using DataForge.Core;
using DataForge.Serving;
using DataForge.Stages;

namespace DataForge.Tools.Grading;

/// <summary>forge-grade --serve: answers until it is stopped.</summary>
internal static class ServeRun
{
    public static async Task<ExitCode> Run(string address, IReadOnlyList<string> inputs, string tokenVariable, string undecided, GradeStageSettings s, ToolContext context)
    {
        if (inputs.Any(i => i != "-")) throw new ForgeException("--serve: reads no files; pairs come with the requests");
        var token = Environment.GetEnvironmentVariable(tokenVariable);
        var parsed = Parse(address);
        if (!parsed.IsLocal && string.IsNullOrEmpty(token))
            throw new ForgeException($"--serve {address}: an address that other machines reach needs a token: set the variable {tokenVariable} (--token-env), or take unix:PATH or http://127.0.0.1:PORT");
        var settings = new GradeServerSettings(parsed, string.IsNullOrEmpty(token) ? null : token, s.Verify, undecided switch { "wrong" => 0, "right" => 1, _ => null }, s.Rounding);
        await using var server = await GradeServer.Start(settings, context.Cancel);
        context.Say($"listening on {server.Address}{(settings.Token is null ? "" : ", for requests with the token")}");
        await server.Run(context.Cancel);
        context.Say($"{Quantity.Of(server.Graded, "pair")} graded");
        return ExitCode.Ok;
    }

    private static ServerAddress Parse(string address)
    {
        try
        {
            return ServerAddress.Parse(address);
        }
        catch (ForgeException e)
        {
            throw new ForgeException($"--serve: {e.Message}", e);
        }
    }
}
