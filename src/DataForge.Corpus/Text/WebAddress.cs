namespace DataForge.Corpus;

/// <summary>A page's address cut into host and path, in one spelling for all of its variants.</summary>
/// <param name="Host">Lower case, without <c>www.</c> and a default port.</param>
/// <param name="Path">Begins with a slash; without the query, and without a slash at the end unless it is the root.</param>
/// <param name="Query">With its question mark, without parameters that only track visitors; empty for none.</param>
public readonly record struct WebAddress(string Host, string Path, string Query)
{
    private static readonly HashSet<string> Tracking = new(StringComparer.OrdinalIgnoreCase) { "gclid", "fbclid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid", "ref_src" };

    /// <summary>Two addresses of one page have the same key: scheme, <c>www.</c>, case of the host, fragment and tracking parameters do not count.</summary>
    public string Key => Host + Path + Query;

    /// <summary>Null where the text is no address with a host, of http, https or without a scheme: <c>-</c>, <c>N/A</c> and <c>about:blank</c> are none.</summary>
    public static WebAddress? Parse(string text)
    {
        var url = text.AsSpan().Trim();
        var scheme = url.IndexOf("://");
        if (scheme >= 0)
        {
            if (!url[..scheme].Equals("http", StringComparison.OrdinalIgnoreCase) && !url[..scheme].Equals("https", StringComparison.OrdinalIgnoreCase)) return null;
            url = url[(scheme + 3)..];
        }
        else if (url.StartsWith("//"))
        {
            url = url[2..];
        }

        var page = "";
        if (url.IndexOf('#') is >= 0 and var hash)
        {
            if (url[hash..].StartsWith("#!")) page = url[hash..].ToString(); // names a page of a site that is one document
            url = url[..hash];
        }

        var query = "";
        if (url.IndexOf('?') is >= 0 and var mark)
        {
            query = Kept(url[(mark + 1)..].ToString());
            url = url[..mark];
        }

        var slash = url.IndexOf('/');
        var host = (slash < 0 ? url : url[..slash]).ToString().ToLowerInvariant();
        if (host.LastIndexOf('@') is >= 0 and var at) host = host[(at + 1)..];
        foreach (var port in (ReadOnlySpan<string>)[":80", ":443"])
            if (host.EndsWith(port, StringComparison.Ordinal)) host = host[..^port.Length];
        if (host.StartsWith("www.", StringComparison.Ordinal)) host = host[4..];
        host = host.TrimEnd('.');
        if (host.Length == 0 || host.AsSpan().IndexOfAny(' ', '\t', '\n') >= 0 || (scheme < 0 && !host.Contains('.', StringComparison.Ordinal))) return null;
        var path = slash < 0 ? "/" : Unescaped(url[slash..].TrimEnd('/').ToString());
        return new WebAddress(host, path.Length == 0 ? "/" : path, query + page);
    }

    /// <summary>Escapes of characters that need none are undone (RFC 3986, section 6.2.2.2), and hex digits are upper case.</summary>
    private static string Unescaped(string path)
    {
        if (!path.Contains('%', StringComparison.Ordinal)) return path;
        var text = new System.Text.StringBuilder(path.Length);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] != '%' || i + 2 >= path.Length || !byte.TryParse(path.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                text.Append(path[i]);
                continue;
            }

            if (char.IsAsciiLetterOrDigit((char)code) || (char)code is '-' or '.' or '_' or '~') text.Append((char)code);
            else text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{code:X2}");
            i += 2;
        }

        return text.ToString();
    }

    private static string Kept(string query)
    {
        var kept = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !IsTracking(p.Split('=')[0]));
        var joined = string.Join('&', kept);
        return joined.Length == 0 ? "" : "?" + joined;
    }

    private static bool IsTracking(string name) => name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) || Tracking.Contains(name);
}
