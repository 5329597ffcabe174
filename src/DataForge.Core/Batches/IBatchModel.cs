namespace DataForge.Core;

/// <summary>A language model behind a batch service: requests go into files, and their replies come hours later, in any order.</summary>
public interface IBatchModel : IGenerator
{
    /// <summary>Where batches are sent, in words.</summary>
    string Service { get; }

    /// <summary>What one batch may hold.</summary>
    BatchLimits Limits { get; }

    /// <summary>A sample's request as a line of a batch, without a line feed.</summary>
    /// <param name="id">The sample's id, which the reply brings back: 32 hex digits.</param>
    /// <exception cref="ForgeException">The service cannot take such a request.</exception>
    byte[] Line(string id, GenerationRequest request, int rollout);

    /// <summary>The id of a batch that an earlier process sent and did not note; null where the service has none.</summary>
    /// <param name="known">Ids of batches that are noted.</param>
    /// <exception cref="ForgeException">The service cannot be asked.</exception>
    Task<string?> Find(BatchFile file, IReadOnlySet<string> known, CancellationToken cancel);

    /// <summary>Sends a batch; never sent twice by itself.</summary>
    /// <returns>Its id at the service.</returns>
    /// <exception cref="ForgeException">The service refuses it, or was not reached.</exception>
    Task<string> Send(BatchFile file, CancellationToken cancel);

    /// <exception cref="ForgeException">The service was not reached.</exception>
    Task<BatchProgress> Progress(BatchFile file, string id, CancellationToken cancel);

    /// <summary>Writes what the service says of an ended batch to a file, a reply a line.</summary>
    /// <returns>Why there is nothing of it any more; null where the file is written.</returns>
    /// <exception cref="ForgeException">It cannot be fetched.</exception>
    Task<string?> Fetch(BatchFile file, string id, string path, CancellationToken cancel);

    /// <summary>Reads a line of fetched replies.</summary>
    /// <returns>Its reply, or what is wrong with the line.</returns>
    (BatchReply? Reply, string? Flaw) Read(ReadOnlyMemory<byte> line);
}

/// <summary>Bounds of a batch.</summary>
public sealed record BatchLimits(long Requests, long Bytes);

/// <summary>Requests that go together.</summary>
/// <param name="Name">By which the service is told of it where that can be: unlike any other's.</param>
/// <param name="Path">A request a line.</param>
/// <param name="Results">Where the replies lie once they are fetched.</param>
/// <param name="Prepared">When the file was written, before it was sent.</param>
public sealed record BatchFile(string Name, string Path, string Results, long Requests, DateTimeOffset Prepared);

/// <summary>How far a batch is.</summary>
/// <param name="State">In the service's words.</param>
/// <param name="Fault">Why none of it was done; null where some may have been.</param>
/// <param name="IsUnknown">The service does not know it.</param>
public sealed record BatchProgress(bool HasEnded, long Done, string State, string? Fault = null, bool IsUnknown = false);

/// <summary>What came of a request.</summary>
/// <param name="Text">Null where <paramref name="Error"/> says why there is none; its rollout is not known here.</param>
/// <param name="InputTokens">What a reply without a text used.</param>
/// <param name="GeneratedTokens">What a reply without a text used.</param>
public sealed record BatchReply(string Id, Generation? Text, string? Error, int InputTokens = 0, int GeneratedTokens = 0);
