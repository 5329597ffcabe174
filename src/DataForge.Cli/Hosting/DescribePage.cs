using System.Text;
using DataForge.Core;

namespace DataForge.Cli;

/// <summary>A tool's option table as one JSON line, from which the reference page and the tests over all tools are made.</summary>
internal static class DescribePage
{
    public static string For(Tool tool) => Encoding.UTF8.GetString(RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("name", tool.Name);
        w.WriteString("purpose", tool.Purpose);
        w.WriteString("example", tool.Example);
        w.WriteNumber("output_version", tool.OutputVersion);
        w.WriteStartArray("arguments");
        foreach (var p in tool.Positionals)
        {
            w.WriteStartObject();
            w.WriteString("name", p.Name);
            w.WriteNumber("min", p.Min);
            w.WriteNumber("max", p.Max);
            w.WriteString("help", p.Help);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteStartArray("options");
        foreach (var o in tool.AllOptions)
        {
            w.WriteStartObject();
            w.WriteString("name", o.Name);
            w.WriteString("value", o.ValueName);
            w.WriteString("short", o.Short);
            w.WriteString("range", o.Range);
            w.WriteString("default", o.DefaultText);
            w.WriteBoolean("repeatable", o.Repeatable);
            w.WriteBoolean("changes_output", o.ChangesOutput);
            w.WriteString("help", o.Help);
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }));
}
