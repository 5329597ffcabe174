using System.IO.Compression;
using System.Xml;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Pages of an EPUB book in the order of its spine (EPUB 3.3, section 5.7); of another zip archive its pages by name.</summary>
internal static class EpubReader
{
    private const int MostPages = 20_000, MostBytes = 1 << 30;

    public static IEnumerable<Row> Read(Stream raw, string path, int maxBytes, CancellationToken cancel)
    {
        using var archive = Open(raw, path, out var fault);
        if (archive is null)
        {
            yield return DocumentRow.Fault(path, null, path, "damaged", $"{ForgeException.Name(path)}: cannot be read as an archive: {fault}");
            yield break;
        }

        var (pages, title) = Pages(archive, maxBytes);
        foreach (var page in pages.Take(MostPages))
        {
            cancel.ThrowIfCancellationRequested();
            yield return page.Entry is { } entry
                ? Page(entry, path, maxBytes, title)
                : DocumentRow.Fault($"{ForgeException.Name(path)}#{page.Name}", null, path, "damaged", $"{ForgeException.Name(path)}: the spine names {page.Name}, which {page.Missing}");
        }

        if (pages.Count > MostPages) yield return DocumentRow.Fault(path == "-" ? null : path, null, path, "too_large", $"{ForgeException.Name(path)}: {Quantity.Of(pages.Count, "page")}; the first {MostPages:N0} are read");
    }

    /// <summary>An archive's table of contents comes last, so a pipe is read whole first.</summary>
    private static ZipArchive? Open(Stream raw, string path, out string fault)
    {
        fault = "";
        try
        {
            if (path != "-") return new ZipArchive(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read), ZipArchiveMode.Read);
            if (BoundedBytes.Read(raw, MostBytes) is { } bytes) return new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
            fault = $"it is larger than {Quantity.Of(MostBytes, "byte")}; name the file";
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            fault = e.Message;
        }

        return null;
    }

    private static Row Page(ZipArchiveEntry entry, string path, int maxBytes, string? title)
    {
        var url = $"{ForgeException.Name(path)}#{entry.FullName}";
        try
        {
            using var content = entry.Open();
            return BoundedBytes.Read(content, maxBytes) is { } bytes
                ? DocumentRow.Of(url, bytes, "application/xhtml+xml", path, null, null, title)
                : DocumentRow.Fault(url, null, path, "too_large", $"the page is larger than {Quantity.Of(maxBytes, "byte")}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return DocumentRow.Fault(url, null, path, "damaged", $"{url}: cannot be read: {Damage.Of(e)}");
        }
    }

    /// <summary>A page in the order of reading; without an entry where the book names what it does not hold.</summary>
    private sealed record Part(ZipArchiveEntry? Entry, string Name = "", string Missing = "");

    private static (IReadOnlyList<Part> Pages, string? Title) Pages(ZipArchive archive, int maxBytes)
    {
        List<Part> pages = [];
        if (Package(archive, maxBytes) is var (folder, package) && package is not null)
        {
            var items = package.GetElementsByTagName("item", "*").OfType<XmlElement>().GroupBy(i => i.GetAttribute("id")).ToDictionary(g => g.Key, g => g.First().GetAttribute("href"), StringComparer.Ordinal);
            pages = package.GetElementsByTagName("itemref", "*").OfType<XmlElement>().Select(r => Named(r.GetAttribute("idref"))).ToList();
            var title = package.GetElementsByTagName("title", "*").OfType<XmlElement>().FirstOrDefault()?.InnerText.Trim();
            if (pages.Exists(p => p.Entry is not null)) return (pages, title is { Length: > 0 } ? title : null);

            Part Named(string id)
            {
                if (!items.TryGetValue(id, out var href)) return new Part(null, id, "the manifest does not hold");
                var name = Joined(folder, Uri.UnescapeDataString(href));
                return archive.GetEntry(name) is { } entry ? new Part(entry) : new Part(null, name, "the archive does not hold");
            }
        }

        return ([.. pages, .. archive.Entries.Where(e => Path.GetExtension(e.FullName).ToLowerInvariant() is ".html" or ".htm" or ".xhtml" or ".xht").OrderBy(e => e.FullName, StringComparer.Ordinal).Select(e => new Part(e))], null);
    }

    private static (string Folder, XmlDocument? Package) Package(ZipArchive archive, int maxBytes)
    {
        if (Xml(archive.GetEntry("META-INF/container.xml"), maxBytes) is not { } container || container.GetElementsByTagName("rootfile", "*").OfType<XmlElement>().FirstOrDefault()?.GetAttribute("full-path") is not { Length: > 0 } name) return ("", null);
        return (Path.GetDirectoryName(name) ?? "", Xml(archive.GetEntry(name), maxBytes));
    }

    private static string Joined(string folder, string href)
    {
        var parts = new List<string>();
        foreach (var part in $"{folder}/{href.Split('#')[0]}".Split('/', StringSplitOptions.RemoveEmptyEntries))
            if (part == "..") parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            else if (part != ".") parts.Add(part);
        return string.Join('/', parts);
    }

    /// <summary>A part of the archive as XML without external parts; null where it is none.</summary>
    private static XmlDocument? Xml(ZipArchiveEntry? entry, int maxBytes)
    {
        if (entry is null) return null;
        try
        {
            using var content = entry.Open();
            if (BoundedBytes.Read(content, maxBytes) is not { } bytes) return null;
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            var document = new XmlDocument { XmlResolver = null };
            document.Load(reader);
            return document;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or IOException)
        {
            return null;
        }
    }
}
