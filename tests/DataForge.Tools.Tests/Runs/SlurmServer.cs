using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataForge.Tests.Tools.Runs;

/// <summary>A Slurm cluster of one test on loopback: munged, slurmctld and three slurmd of two processors, with ports and sockets of their own. Skips the test where it cannot run.</summary>
internal sealed class SlurmServer : IDisposable
{
    private const int Nodes = 3;
    private static readonly string[] Programs = ["/usr/sbin/munged", "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch", "/usr/bin/squeue"];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly List<Process> _daemons = [];

    /// <param name="folder">For its files, which is there.</param>
    public SlurmServer(string folder)
    {
        if (Programs.FirstOrDefault(p => !File.Exists(p)) is { } missing) Assert.Skip($"Slurm is not installed: {missing} is missing");
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Slurm's daemons of several nodes on one machine run as root");
        _folder = folder;
        var (controller, first) = (FreePort(), 0);
        var ports = Enumerable.Range(0, Nodes).Select(_ => FreePort()).ToList();
        foreach (var name in new[] { "state", "spool" }) Directory.CreateDirectory(At(name));
        File.WriteAllBytes(At("munge.key"), [.. Enumerable.Range(0, 128).Select(i => (byte)(i * 7))]);
        File.SetUnixFileMode(At("munge.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(At("slurm.conf"), string.Create(CultureInfo.InvariantCulture,
            $"""
            ClusterName=test
            SlurmctldHost=localhost(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            SlurmctldPort={controller}
            AuthType=auth/munge
            AuthInfo=socket={At("munge.socket")},cred_expire=15
            CryptoType=crypto/munge
            StateSaveLocation={At("state")}
            SlurmdSpoolDir={At("spool")}/%n
            SlurmctldPidFile={At("slurmctld.pid")}
            SlurmdPidFile={At("slurmd.%n.pid")}
            SlurmctldLogFile={At("slurmctld.log")}
            SlurmdLogFile={At("slurmd.%n.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            ReturnToService=2
            AccountingStorageType=accounting_storage/none
            SchedulerParameters=batch_sched_delay=0,sched_interval=1
            MailProg=/bin/true
            KillWait=2

            """) + string.Concat(ports.Select(p => string.Create(CultureInfo.InvariantCulture, $"NodeName=n{++first} NodeHostname=localhost NodeAddr=127.0.0.1 Port={p} CPUs=2 RealMemory=1000\n"))) + $"PartitionName=p Nodes=n[1-{Nodes}] Default=YES MaxTime=60 State=UP\n");
        Begin("/usr/sbin/munged", "--foreground", "--key-file", At("munge.key"), "--socket", At("munge.socket"), "--pid-file", At("munge.pid"), "--seed-file", At("munge.seed"), "--log-file", At("munge.log"), "--force");
        WaitFor(() => File.Exists(At("munge.socket")), "munged");
        Begin("/usr/sbin/slurmctld", "-D", "-f", At("slurm.conf"));
        for (var node = 1; node <= Nodes; node++) Begin("/usr/sbin/slurmd", "-D", "-N", string.Create(CultureInfo.InvariantCulture, $"n{node}"), "-f", At("slurm.conf"));
        WaitFor(() => ToolRun.Shell("sinfo -h -o '%D %T'", environment: Variables).Out.Trim() == $"{Nodes} idle", "the nodes");
    }

    /// <summary>Environment under which Slurm's commands find this cluster.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?> { ["SLURM_CONF"] = At("slurm.conf") };

    /// <summary>Waits until no job is left in the queue.</summary>
    public void Drain(TimeSpan longest)
    {
        WaitFor(() => ToolRun.Shell("squeue -h", environment: Variables) is { ExitCode: 0 } queue && queue.Out.Trim().Length == 0, "the jobs", longest);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Begin(string program, params string[] words)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words) start.ArgumentList.Add(word);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        try
        {
            var daemon = Process.Start(start)!;
            daemon.OutputDataReceived += (_, _) => { };
            daemon.ErrorDataReceived += (_, _) => { };
            daemon.BeginOutputReadLine();
            daemon.BeginErrorReadLine();
            _daemons.Add(daemon);
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"{program} cannot be started: {e.Message}");
        }
    }

    public void WaitFor(Func<bool> holds, string what, TimeSpan? longest = null)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            if (clock.Elapsed > (longest ?? Longest)) Assert.Fail($"{what} are not there after {clock.Elapsed.TotalSeconds:0} s: {string.Join('\n', Directory.GetFiles(_folder, "slurmctld.log").SelectMany(File.ReadLines).TakeLast(20))}\n{ToolRun.Shell("squeue; sinfo", environment: Variables).Out}");
            Thread.Sleep(100);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            if (!daemon.HasExited) daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }
    }
}
