using System.Text;
using System.Text.Json;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>CSV as RFC 4180 has it. Columns are named by the first row, or by number from 1 where the field map asks for numbers.</summary>
internal static class Csv
{
    public static IEnumerable<(string? Key, JsonElement Record)> Records(string path, string text, FieldMap? fields)
    {
        var rows = Rows(text).ToList();
        if (rows.Count == 0) yield break;
        var byNumber = fields is not null && fields.Parts.All(p => p.All(n => n.All(char.IsAsciiDigit)));
        var names = byNumber ? Enumerable.Range(1, rows.Max(r => r.Count)).Select(i => $"{i}").ToList() : rows[0];
        if (!byNumber && names.Count == 1 && rows.Count > 1 && rows.All(r => r.Count == 1) && fields is null)
            throw new ForgeException($"{path}: benchmark: expected JSON or CSV with a header row");
        foreach (var row in rows.Skip(byNumber ? 0 : 1))
        {
            var json = RowEdit.Json(w =>
            {
                w.WriteStartObject();
                for (var i = 0; i < Math.Min(row.Count, names.Count); i++) w.WriteString(names[i], row[i]);
                w.WriteEndObject();
            });
            using var document = JsonDocument.Parse(json);
            yield return (null, document.RootElement.Clone());
        }
    }

    private static IEnumerable<List<string>> Rows(string text)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c == ',') EndCell();
            else if (c == '\n')
            {
                EndCell();
                if (row.Count > 1 || row[0].Length > 0) yield return row;
                row = [];
            }
            else if (c != '\r') cell.Append(c);
        }

        if (cell.Length == 0 && row.Count == 0) yield break;
        EndCell();
        yield return row;

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
