using DataForge.Cli;
using DataForge.Corpus;

namespace DataForge.Tools.Recall;

/// <summary>Options of both commands.</summary>
internal static class DocumentOptions
{
    public static readonly ListOpt Text = new("text-field", DocumentFields.Default.Text, "NAME", "Field with the text; the first that is there.");
    public static readonly ListOpt Url = new("url-field", DocumentFields.Default.Url, "NAME", "Field with the address; the first that is there.");
    public static readonly IntOpt Threads = new("threads", 0, 0, 1024, "threads (0 takes all cores)", "Output does not depend on it.") { ChangesOutput = false };

    public static DocumentFields Fields(Parsed p) => new(p.Get(Text), p.Get(Url));

    public static int ThreadsOf(Parsed p) => p.Get(Threads) is > 0 and var threads ? threads : Environment.ProcessorCount;
}
