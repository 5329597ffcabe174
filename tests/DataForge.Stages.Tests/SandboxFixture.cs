using DataForge.Core;
using DataForge.Sandbox;

namespace DataForge.Stages.Tests;

/// <summary>A sandbox that the tests of a class share: starting one loads SymPy.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private PythonSandbox? _sandbox;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _sandbox = await PythonSandbox.Open(2, CancellationToken.None);
        }
        catch (ForgeException e)
        {
            _missing = e.Message;
        }
    }

    /// <summary>Skips the test where nothing can be contained here.</summary>
    internal PythonSandbox Sandbox
    {
        get
        {
            if (_sandbox is null) Assert.Skip(_missing ?? "no sandbox");
            return _sandbox;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null) await _sandbox.DisposeAsync();
    }
}
