using DataForge.Core;

[assembly: AssemblyFixture(typeof(DataForge.Sandbox.Tests.SandboxFixture))]

namespace DataForge.Sandbox.Tests;

/// <summary>Sandboxes that all tests share: as this user, and as an ordinary user where this one is root.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private PythonSandbox? _own;
    private PythonSandbox? _ordinary;
    private string? _missing;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _own = await PythonSandbox.Open(2, CancellationToken.None);
            if (!Environment.IsPrivilegedProcess) return;
            string[] asUser = ["/usr/bin/setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", "--inh-caps=-all"];
            _ordinary = await PythonSandbox.Open([.. asUser, .. SandboxCommand.Build(PythonSandbox.Script(), isRoot: false)], 2, CancellationToken.None);
        }
        catch (ForgeException e)
        {
            _missing = e.Message;
        }
    }

    /// <summary>Skips the test where nothing can be contained here.</summary>
    public PythonSandbox Own => Or(_own);

    /// <summary>One sandbox a user: the one who runs the tests, and an ordinary one where that is root.</summary>
    public IReadOnlyList<(string Name, PythonSandbox Sandbox)> Users => _ordinary is null ? [("this user", Own)] : [("root", Own), ("ordinary user", _ordinary)];

    private PythonSandbox Or(PythonSandbox? sandbox)
    {
        if (sandbox is null) Assert.Skip(_missing ?? "no sandbox");
        return sandbox;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
        if (_ordinary is not null) await _ordinary.DisposeAsync();
    }
}
