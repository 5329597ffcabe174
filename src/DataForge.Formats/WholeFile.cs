using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Files that are whole or absent.</summary>
public static class WholeFile
{
    /// <summary>Looks at the names of a run's side files before anything is opened or made.</summary>
    /// <param name="paths">Null and <c>-</c> are passed over.</param>
    /// <exception cref="ForgeException">A name is a folder's.</exception>
    public static void RequireNames(params IEnumerable<string?> paths)
    {
        foreach (var path in paths)
            if (path is not null and not "-" && (path.EndsWith('/') || Directory.Exists(path))) throw new ForgeException($"{path}: expected a file to write, found a folder");
    }

    /// <summary>Writes UTF-8 beside the name as <c>.part</c>, then renames; <c>-</c> is standard output.</summary>
    /// <exception cref="ForgeException">The file cannot be written.</exception>
    /// <exception cref="ClosedPipeException">The reader of standard output went away.</exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, byte[] content)
    {
        try
        {
            if (path == "-")
            {
                using var output = StandardStreams.OpenOutput();
                output.Write(content);
                return;
            }

            if (RowWriter.IsDevice(path))
            {
                using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                device.Write(content);
                return;
            }

            using var file = PartFile.Open(path);
            file.Stream.Write(content);
            file.Flush();
            file.TakeName();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
