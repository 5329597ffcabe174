namespace DataForge.Extraction.Pages;

/// <summary>A page that is not read; it becomes a reject.</summary>
internal sealed class PageRefused : Exception
{
    public PageRefused(string rule, string reason) : base(reason) => Rule = rule;

    public PageRefused() : this("", "") { }

    public PageRefused(string message) : this("", message) { }

    public PageRefused(string message, Exception inner) : base(message, inner) => Rule = "";

    /// <summary>The reject's rule.</summary>
    public string Rule { get; }
}
