namespace DataForge.Core;

/// <summary>Runs Python that a model wrote, contained and bounded. A result is a function of the request and of <see cref="Version"/>, as far as the code's own is.</summary>
public interface ICodeRunner : IAsyncDisposable
{
    /// <summary>Interpreter and libraries with their versions: <c>python 3.11.2, sympy 1.11.1</c>.</summary>
    string Version { get; }

    /// <summary>Requests that run at a time.</summary>
    int InFlight { get; }

    /// <summary>Runs the blocks one after another in one new interpreter.</summary>
    /// <returns>One result a block. A block that ended the interpreter is followed by refusals.</returns>
    /// <exception cref="ForgeException">The code cannot be contained here.</exception>
    Task<IReadOnlyList<Execution>> Run(CodeRequest request, CancellationToken cancel);
}
