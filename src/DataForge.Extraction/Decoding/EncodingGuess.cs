namespace DataForge.Extraction.Decoding;

/// <summary>Tells the encoding of a page that states none, by the commonest characters of the languages written in it.</summary>
internal static class EncodingGuess
{
    private const string Simplified = "的一是不了在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实数求解设则点线角";
    private const string Traditional = "的一是不了在有人我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實數求解設則點線角";
    private const string Japanese = "のにはをたがでてとしれさあるいもするからな。、こよりもまでくだそうられべき";

    private static readonly (string Name, HashSet<char> Common)[] Candidates =
        [("gb18030", [.. Simplified]), ("big5", [.. Traditional]), ("shift_jis", [.. Japanese]), ("euc-jp", [.. Japanese])];

    /// <summary>Lowest share of common characters among the wide ones.</summary>
    private const double FewestCommon = 0.2;

    private const int Looked = 1 << 16;

    /// <summary>The likeliest encoding under which all bytes fit; null where none is likely.</summary>
    public static (string Name, string Text)? Of(ReadOnlySpan<byte> bytes)
    {
        (string, string)? best = null;
        var most = FewestCommon;
        foreach (var (name, common) in Candidates)
        {
            if (PageDecoder.Strict(bytes, name) is not { } text) continue;
            var (wide, known) = (0, 0);
            foreach (var c in text.AsSpan(0, Math.Min(text.Length, Looked)))
            {
                if (c < 0x80) continue;
                wide++;
                if (common.Contains(c)) known++;
            }

            var share = wide == 0 ? 0 : (double)known / wide;
            if (share <= most) continue;
            (best, most) = ((name, text), share);
        }

        return best;
    }
}
