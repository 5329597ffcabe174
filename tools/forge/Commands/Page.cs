using System.Text;
using DataForge.Core;

namespace DataForge.Tools.Forge.Commands;

/// <summary>Text on standard output, what could move a terminal's cursor escaped.</summary>
internal static class Page
{
    public static void Print(string text)
    {
        using var output = StandardStreams.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(Printable.Escape(text)));
    }
}
