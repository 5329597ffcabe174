using System.Text;

namespace DataForge.Contamination;

/// <summary>Field names as strings: rows of a corpus repeat a few of them, which are made once. A name that shares its place with another is made anew.</summary>
internal sealed class FieldNameCache
{
    private const int Places = 256;
    private readonly (byte[] Utf8, string Name)[] _known = new (byte[], string)[Places];

    /// <param name="utf8">Sound UTF-8 without escapes.</param>
    public string this[ReadOnlySpan<byte> utf8]
    {
        get
        {
            if (utf8.IsEmpty) return "";
            ref var known = ref _known[(utf8.Length * 31 + utf8[0] * 7 + utf8[^1]) % Places];
            if (known.Utf8 is null || !utf8.SequenceEqual(known.Utf8)) known = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
            return known.Name;
        }
    }
}
