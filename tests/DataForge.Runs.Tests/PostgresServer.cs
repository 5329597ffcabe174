using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DataForge.Tests.Runs;

/// <summary>A PostgreSQL server of one test on a port of its own on loopback, in a temporary folder, run by an unprivileged user. Skips the test where there is none.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Nobody = "65534";
    private const string Password = "of the test";

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly string _programs;
    private readonly int _port = FreePort();
    private bool _runs;

    public PostgresServer()
    {
        _programs = new[] { "/usr/local/bin" }.Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().Reverse().Select(d => Path.Combine(d, "bin")) : [])
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(p => File.Exists(Path.Combine(p, "initdb")) && File.Exists(Path.Combine(p, "pg_ctl"))) ?? "";
        if (_programs.Length == 0) Assert.Skip("PostgreSQL's initdb and pg_ctl are not installed");
        if (Environment.IsPrivilegedProcess && !File.Exists("/usr/bin/setpriv")) Assert.Skip("setpriv is not installed: PostgreSQL does not run as root");
        File.WriteAllText(Path.Combine(_folder, "password"), Password);
        if (Environment.IsPrivilegedProcess) Call("/bin/chown", ["-R", $"{Nobody}:{Nobody}", _folder]);
        AsUser("initdb", ["-D", Data, "-U", "forge", "--auth=scram-sha-256", $"--pwfile={Path.Combine(_folder, "password")}", "--no-sync", "-E", "UTF8", "--locale=C"]);
        AsUser("pg_ctl", ["-D", Data, "-w", "-t", "60", "-l", Path.Combine(_folder, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses=127.0.0.1 -p {_port} -k {_folder} -c fsync=off"), "start"]);
        _runs = true;
    }

    private string Data => Path.Combine(_folder, "data");

    public string Address => string.Create(CultureInfo.InvariantCulture, $"postgres://forge:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port}/postgres");

    public void Stop()
    {
        if (_runs) AsUser("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"]);
        _runs = false;
    }

    private void AsUser(string program, string[] words)
    {
        var path = Path.Combine(_programs, program);
        if (Environment.IsPrivilegedProcess) Call("/usr/bin/setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", path, .. words]);
        else Call(path, words);
    }

    private void Call(string program, string[] words)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        foreach (var word in words) start.ArgumentList.Add(word);
        try
        {
            using var process = Process.Start(start)!;
            var said = new System.Text.StringBuilder();
            process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
            process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), $"{program} does not end");
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {said}");
        }
        catch (Win32Exception e)
        {
            Assert.Skip($"{program} cannot be started: {e.Message}");
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
        Stop();
        Directory.Delete(_folder, recursive: true);
    }
}
