namespace DataForge.Formats;

/// <summary>Identifiers that a dataset card's head may hold: licenses as the Hugging Face hub lists them, and languages by ISO 639.</summary>
/// <remarks>Licenses: huggingface/hub-docs, docs/hub/repositories-licenses.md. Languages: all two-letter codes of ISO 639-1, the three-letter codes that math corpora use, and the hub's own words.</remarks>
public static class HubIdentifiers
{
    /// <summary>What the hub wants for a license that it does not list.</summary>
    public const string Other = "other";

    private static readonly HashSet<string> LicenseIds = new(
        ("apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda "
        + "cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 "
        + "cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc "
        + "h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl openmdw-1.0 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license "
        + "fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community gemma unknown other").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> LanguageIds = new(
        ("aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz "
        + "ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os "
        + "pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
        + "cmn yue wuu nan hak lzh arb ary arz deu eng fra spa por rus ita jpn kor nld pol tur vie tha ind hin ben urd tam tel fas heb ukr swa zho multilingual code").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The identifier as the hub spells it (MIT and Apache 2.0 are mit and apache-2.0); null when it lists none such.</summary>
    public static string? License(string text) => Known(text, LicenseIds);

    /// <summary>The language code as the hub spells it; null when there is none such.</summary>
    public static string? Language(string text) => Known(text, LanguageIds);

    public static string NearestLicense(string text) => Nearest(text, LicenseIds);

    public static string NearestLanguage(string text) => Nearest(text.Split('-', '_')[0], LanguageIds);

    private static string? Known(string text, HashSet<string> ids) => Spelled(text) is var id && ids.Contains(id) ? id : null;

    private static string Spelled(string text) => text.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');

    private static string Nearest(string text, HashSet<string> ids) =>
        Spelled(text.Length > 64 ? text[..64] : text) is var wanted ? ids.OrderBy(id => Edits(wanted, id)).ThenBy(id => id, StringComparer.Ordinal).First() : Other;

    /// <summary>Levenshtein distance.</summary>
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
