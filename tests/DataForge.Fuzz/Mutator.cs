using DataForge.Core;

namespace DataForge.Tests.Fuzz;

/// <summary>Makes an input of a sound one by a few changes: bits, bytes, lengths, pieces doubled, cut or taken from another seed, words of the format.</summary>
internal static class Mutator
{
    private const int MostBytes = 1 << 18;
    private static readonly byte[][] Integers = [[0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0], [1, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]];

    public static byte[] Of(Target target, CounterRandom random)
    {
        ulong at = 0;
        var bytes = new List<byte>(target.Seeds[random.Below(at++, target.Seeds.Count)]);
        for (var changes = 1 + random.Below(at++, 6); changes > 0; changes--)
        {
            var place = random.Below(at++, bytes.Count + 1);
            var length = Math.Min(1 << random.Below(at++, 9), bytes.Count - place);
            switch (random.Below(at++, 9))
            {
                case 0 when length > 0: bytes[place] ^= (byte)(1 << random.Below(at++, 8)); break;
                case 1 when length > 0: bytes[place] = (byte)random.Below(at++, 256); break;
                case 2: bytes.Insert(place, (byte)random.Below(at++, 256)); break;
                case 3: bytes.RemoveRange(place, length); break;
                case 4: bytes.InsertRange(place, bytes.GetRange(place, length)); break;
                case 5: Overwrite(bytes, place, Integers[random.Below(at++, Integers.Length)]); break;
                case 6 when target.Words.Count > 0: bytes.InsertRange(place, target.Words[random.Below(at++, target.Words.Count)]); break;
                case 7: bytes.RemoveRange(place, bytes.Count - place); break;
                case 8: bytes.InsertRange(place, Piece(target.Seeds[random.Below(at++, target.Seeds.Count)], random, ref at)); break;
                default: break;
            }

            if (random.Below(at++, 40) == 0) Repeat(bytes, place, random.Below(at++, 12));
            if (bytes.Count > MostBytes) bytes.RemoveRange(MostBytes, bytes.Count - MostBytes);
        }

        return [.. bytes];
    }

    private static void Overwrite(List<byte> bytes, int place, byte[] with)
    {
        for (var i = 0; i < with.Length && place + i < bytes.Count; i++) bytes[place + i] = with[i];
    }

    private static byte[] Piece(byte[] seed, CounterRandom random, ref ulong at)
    {
        var from = random.Below(at++, seed.Length + 1);
        return seed[from..Math.Min(seed.Length, from + (1 << random.Below(at++, 8)))];
    }

    /// <summary>Depth and length are what breaks readers: a short piece, doubled up to 4,096 times.</summary>
    private static void Repeat(List<byte> bytes, int place, int doublings)
    {
        var piece = bytes.GetRange(place, Math.Min(8, bytes.Count - place));
        for (var i = 0; i < doublings && piece.Count < MostBytes; i++) piece.AddRange(piece.ToArray());
        bytes.InsertRange(place, piece);
    }
}
