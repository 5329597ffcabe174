using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Sandbox;

/// <summary>A contained interpreter with SymPy loaded, which forks one child a conversation. One conversation at a time.</summary>
internal sealed class Zygote : IDisposable
{
    /// <summary>Time for loading SymPy on a busy machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(300);

    /// <summary>The interpreter ends a block at its limit; where it has not answered this long after, it is killed from here.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(0.4);

    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _from;
    private int _to;

    private Zygote(Process process)
    {
        _process = process;
        _said = Said(process.StandardError);
    }

    /// <summary>Interpreter and libraries with their versions.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; private set; } = new Dictionary<string, string>();

    /// <summary>Processes outside the sandbox's PID namespace that hold it: the one to kill.</summary>
    public int ProcessId => _process.Id;

    /// <exception cref="ForgeException">Nothing can be contained here; the message says how to mend it.</exception>
    public static async Task<Zygote> Start(IReadOnlyList<string> command, byte[] filter, CancellationToken cancel)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = "/",
        };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/bin:/bin";
        var zygote = new Zygote(await Spawner.Start(info));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(StartLimit);
            using var ready = await zygote.Ask(w => w.WriteBase64String("filter", filter), 1 << 16, limit.Token);
            if (ready is null || !ready.RootElement.TryGetProperty("ready", out var found)) throw SandboxFault.From(await zygote.Last());
            zygote.Versions = found.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
            return zygote;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            zygote.Dispose();
            throw new ForgeException($"the sandbox does not start: its interpreter did not answer within {StartLimit.TotalSeconds:0} s");
        }
        catch
        {
            zygote.Dispose();
            throw;
        }
    }

    /// <summary>One conversation.</summary>
    /// <returns>Results of the blocks that were run, and whether the zygote can be used again; no results where it died.</returns>
    public async Task<(IReadOnlyList<Execution>? Results, bool Alive)> Run(CodeRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var most = request.Limits.Wall * request.Blocks.Count + Grace;
        limit.CancelAfter(most);
        try
        {
            using var reply = await Ask(w => Write(w, request), 6L * request.Limits.OutputBytes * request.Blocks.Count + (1 << 16), limit.Token);
            if (reply is null) return (null, false);
            if (reply.RootElement.TryGetProperty("fault", out var fault)) throw SandboxFault.From(fault.GetString()!);
            return ([.. reply.RootElement.GetProperty("results").EnumerateArray().Select(Read)], true);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ([new Execution(ExecutionStatus.Timeout, "", most.TotalSeconds)], false);
        }
    }

    private static void Write(Utf8JsonWriter w, CodeRequest request)
    {
        w.WriteStartArray("blocks");
        foreach (var block in request.Blocks) w.WriteStringValue(block);
        w.WriteEndArray();
        w.WriteString("style", request.Style.ToString().ToLowerInvariant());
        w.WriteNumber("wall", request.Limits.Wall.TotalSeconds);
        w.WriteNumber("memory", request.Limits.MemoryBytes);
        w.WriteNumber("output", request.Limits.OutputBytes);
        w.WriteNumber("processes", request.Limits.Processes);
        w.WriteNumber("files", request.Limits.FileBytes);
        if (request.Modules is not { } modules) return;
        w.WriteStartArray("modules");
        foreach (var module in modules) w.WriteStringValue(module);
        w.WriteEndArray();
    }

    private static Execution Read(JsonElement e)
    {
        var (status, output, note) = (e.GetProperty("status").GetString()!, e.GetProperty("output").GetString()!, e.GetProperty("note").GetString()!);
        if (status == "setup") throw SandboxFault.From(note);
        if (note.Length > 0) output += (output.Length == 0 || output.EndsWith('\n') ? "" : "\n") + note + "\n";
        return new Execution(Execution.StatusOf(status) ?? ExecutionStatus.Error, output, e.GetProperty("seconds").GetDouble());
    }

    /// <summary>Sends one line and reads one; null where the interpreter has ended.</summary>
    private async Task<JsonDocument?> Ask(Action<Utf8JsonWriter> write, long mostBytes, CancellationToken cancel)
    {
        var line = RowEdit.Json(w =>
        {
            w.WriteStartObject();
            write(w);
            w.WriteEndObject();
        });
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(new ReadOnlyMemory<byte>([.. line, (byte)'\n']), cancel);
            await _process.StandardInput.BaseStream.FlushAsync(cancel);
        }
        catch (IOException)
        {
            return null;
        }

        return await ReadLine(mostBytes, cancel) is { } answer ? JsonDocument.Parse(answer) : null;
    }

    private async Task<byte[]?> ReadLine(long most, CancellationToken cancel)
    {
        using var line = new MemoryStream();
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _from, _to - _from);
            line.Write(_buffer, _from, (end < 0 ? _to : end) - _from);
            if (end >= 0)
            {
                _from = end + 1;
                return line.ToArray();
            }

            if (line.Length > most) return null;
            _from = 0;
            _to = await _process.StandardOutput.BaseStream.ReadAsync(_buffer, CancellationToken.None).AsTask().WaitAsync(cancel); // a read of a pipe is not cancelled by itself
            if (_to == 0) return null;
        }
    }

    /// <summary>What it wrote on standard error, once it has ended.</summary>
    private async Task<string> Last()
    {
        Kill();
        return await _said;
    }

    /// <summary>The first 16 KiB.</summary>
    private static async Task<string> Said(StreamReader error)
    {
        var text = new StringBuilder();
        var buffer = new char[1024];
        while (await error.ReadAsync(buffer) is > 0 and var read)
            if (text.Length < 16 << 10)
                text.Append(buffer, 0, read);
        return text.ToString();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(); // bubblewrap; with it goes the PID namespace
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
