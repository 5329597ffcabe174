using System.Text;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>One sorted run in a temporary file: a frame a row with key, minor, place, origin and text.</summary>
internal sealed class SortRun : IDisposable
{
    private readonly DetachedFile _file;
    private readonly long _count;
    private readonly IReadOnlyList<string> _paths;

    private SortRun(DetachedFile file, long count, IReadOnlyList<string> paths)
    {
        (_file, _count, _paths) = (file, count, paths);
    }

    public static SortRun Write(IReadOnlyList<SortItem> sorted)
    {
        try
        {
            var file = DetachedFile.Create();
            var paths = sorted.Select(i => i.Row.Path).Distinct().ToList();
            using var writer = new BinaryWriter(file.Stream, Encoding.UTF8, leaveOpen: true);
            foreach (var item in sorted)
            {
                writer.Write(item.Key);
                writer.Write(item.Minor);
                writer.Write(item.Place);
                writer.Write(paths.IndexOf(item.Row.Path));
                writer.Write(item.Row.Line);
                writer.Write(item.Row.Utf8.Length);
                writer.Write(item.Row.Utf8);
            }

            writer.Flush();
            return new SortRun(file, sorted.Count, paths);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException($"{Path.GetTempPath()}: cannot hold the sort's temporary files ({e.Message}); set TMPDIR to a folder with room", e);
        }
    }

    public IEnumerable<SortItem> Read()
    {
        _file.Stream.Position = 0;
        using var reader = new BinaryReader(_file.Stream, Encoding.UTF8, leaveOpen: true);
        for (var i = 0L; i < _count; i++)
        {
            var (key, minor, place) = (reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());
            var (path, line) = (_paths[reader.ReadInt32()], reader.ReadInt64());
            yield return new SortItem(key, minor, place, Row.Parse(reader.ReadBytes(reader.ReadInt32()), path, line));
        }
    }

    public void Dispose() => _file.Dispose();
}
