using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Text files that are whole or absent.</summary>
public static class WholeFile
{
    /// <summary>Writes UTF-8 beside the name as <c>.part</c>, then renames; <c>-</c> is standard output.</summary>
    /// <exception cref="ForgeException">The file cannot be written.</exception>
    /// <exception cref="ClosedPipeException">The reader of standard output went away.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            if (path == "-")
            {
                using var output = StandardStreams.OpenOutput();
                output.Write(Encoding.UTF8.GetBytes(text));
                return;
            }

            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            if (RowWriter.IsDevice(path))
            {
                File.WriteAllText(path, text, new UTF8Encoding(false));
                return;
            }

            File.WriteAllText(path + ".part", text, new UTF8Encoding(false));
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (IOException e) when (path == "-" && StandardStreams.IsClosedPipe(e))
        {
            throw new ClosedPipeException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
