using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Text files that are whole or absent.</summary>
public static class WholeFile
{
    /// <summary>Writes UTF-8 beside the name as <c>.part</c>, then renames.</summary>
    /// <exception cref="ForgeException">The file cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            File.WriteAllText(path + ".part", text, new UTF8Encoding(false));
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
