using System.Collections.Concurrent;
using System.Diagnostics;

namespace DataForge.Sandbox;

/// <summary>Starts processes from one thread that lives as long as this process: bubblewrap dies with the thread that started it, and threads of the pool come and go.</summary>
internal static class Spawner
{
    private static readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Done)> Asked = Begin();

    public static Task<Process> Start(ProcessStartInfo info)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked.Add((info, done));
        return done.Task;
    }

    private static BlockingCollection<(ProcessStartInfo, TaskCompletionSource<Process>)> Begin()
    {
        var asked = new BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Done)>();
        var thread = new Thread(() =>
        {
            foreach (var (info, done) in asked.GetConsumingEnumerable())
            {
                try
                {
                    done.TrySetResult(Process.Start(info)!);
                }
#pragma warning disable CA1031 // thrown on the side that asked
                catch (Exception e)
#pragma warning restore CA1031
                {
                    done.TrySetException(e);
                }
            }
        })
        { IsBackground = true, Name = "spawner" };
        thread.Start();
        return asked;
    }
}
