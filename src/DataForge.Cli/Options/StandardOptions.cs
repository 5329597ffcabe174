namespace DataForge.Cli;

/// <summary>Options that every tool has.</summary>
public static class StandardOptions
{
    public static readonly FileOpt Config = new("config", null, "JSON object of option names and values; flags go before it.") { ChangesOutput = false };
    public static readonly FlagOpt Quiet = new("quiet", "Nothing on standard error but errors and failed gates.", "q") { ChangesOutput = false };

    internal static IReadOnlyList<Opt> All { get; } = [Config, Quiet];
}
