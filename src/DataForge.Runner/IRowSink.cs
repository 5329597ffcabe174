using DataForge.Core;

namespace DataForge.Runner;

/// <summary>What takes a run's rows where they do not go into one file.</summary>
/// <remarks>Rows come in order, once. The run's other files take their names between <see cref="Finish"/> and <see cref="TakePlace"/>; disposed of without either, it leaves nothing.</remarks>
public interface IRowSink : IDisposable
{
    void Write(Row row);

    /// <summary>Everything is written and on disk, not yet in its place.</summary>
    /// <exception cref="ForgeException">It cannot be written.</exception>
    void Finish();

    /// <summary>Puts what was written in its place.</summary>
    void TakePlace();
}
