using DataForge.Core;

namespace DataForge.Tests.Fuzz;

/// <summary>One input, and what broke.</summary>
internal static class Trial
{
    private const double MostSeconds = 1; // of the processor's time, compiling included
    private const long MostBytes = 1L << 29;

    /// <summary>Null where the target kept its promise.</summary>
    public static string? Of(Target target, byte[] input)
    {
        var began = Environment.CpuUsage.TotalTime;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
        catch (ForgeException)
        {
            // a refusal with a reason is what broken input is to get
        }
#pragma warning disable CA1031 // anything else is what is looked for
        catch (Exception e)
#pragma warning restore CA1031
        {
            return $"{e.GetType().Name}: {e.Message}\n{e.StackTrace}";
        }

        var seconds = (Environment.CpuUsage.TotalTime - began).TotalSeconds;
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return seconds > MostSeconds ? $"{seconds:0.0} s" : bytes > MostBytes ? $"{bytes >> 20} MB allocated" : null;
    }
}
