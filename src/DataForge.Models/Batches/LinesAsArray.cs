using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace DataForge.Models.Batches;

/// <summary>A document of one list, whose elements are the lines of a file: read as it is sent.</summary>
internal sealed class LinesAsArray : HttpContent
{
    private readonly string _path;
    private readonly byte[] _head;
    private static readonly byte[] End = "]}"u8.ToArray();

    public LinesAsArray(string name, string path)
    {
        (_path, _head) = (path, Encoding.UTF8.GetBytes($"{{\"{name}\":["));
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_head);
        await using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 16];
        var left = file.Length - 1; // without the last line feed
        for (int read; left > 0 && (read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)))) > 0; left -= read)
        {
            buffer.AsSpan(0, read).Replace((byte)'\n', (byte)',');
            await stream.WriteAsync(buffer.AsMemory(0, read));
        }

        await stream.WriteAsync(End);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + new FileInfo(_path).Length - 1 + End.Length;
        return true;
    }
}
