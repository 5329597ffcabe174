using System.Text.Json;

namespace DataForge.Core;

/// <summary>What a run keeps on disk at once, so that a later run of the same settings takes it over.</summary>
public interface IReplyStore
{
    /// <summary>What was kept under the id; null where nothing was.</summary>
    JsonDocument? Take(string id);

    /// <param name="id">32 hex digits over everything that decides the reply.</param>
    /// <param name="reply">One JSON value on one line.</param>
    void Keep(string id, byte[] reply);
}
