namespace DataForge.Core;

/// <summary>What a reader has to say about a file that no row can carry, as a column that is left out. The host of a tool decides where it goes.</summary>
public static class Notices
{
    private static readonly Lock Gate = new();
    private static Action<string>? _sink;

    /// <summary>Sends notices to a function from now on; null drops them.</summary>
    public static void SendTo(Action<string>? sink)
    {
        lock (Gate) _sink = sink;
    }

    /// <param name="message">Begins with the file's name.</param>
    public static void Tell(string message)
    {
        lock (Gate) _sink?.Invoke(message);
    }
}
