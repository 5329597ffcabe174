using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataForge.Core;

/// <summary>JSON text by a writer that a thread keeps for its next text: rows are made of many small ones.</summary>
internal static class JsonBytes
{
    private const int MostKept = 1 << 16; // bytes that a thread holds on to

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly SearchValues<char> Simple = SearchValues.Create([.. Enumerable.Range(' ', 95).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    [ThreadStatic]
    private static Scratch? _free;

#pragma warning disable CA1001 // the writer holds no buffer of its own and lives as long as its thread
    private sealed class Scratch
#pragma warning restore CA1001
    {
        public readonly ArrayBufferWriter<byte> Buffer = new(1024);
        public readonly Utf8JsonWriter Writer;

        public Scratch() => Writer = new Utf8JsonWriter(Buffer, Plain);
    }

    /// <summary>What the function writes. A function that writes another text within gets another writer; one that throws leaves none behind.</summary>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var scratch = _free ?? new Scratch();
        _free = null;
        write(scratch.Writer);
        scratch.Writer.Flush();
        var json = scratch.Buffer.WrittenSpan.ToArray();
        if (scratch.Buffer.Capacity > MostKept) return json;
        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset();
        _free = scratch;
        return json;
    }

    /// <summary>A string's JSON text; where nothing in it is to be escaped it is copied.</summary>
    public static byte[] Quoted(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Simple)) return Of(w => w.WriteStringValue(text));
        var json = new byte[text.Length + 2];
        json[0] = json[^1] = (byte)'"';
        Encoding.ASCII.GetBytes(text, json.AsSpan(1));
        return json;
    }
}
