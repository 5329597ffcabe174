namespace DataForge.Seeds;

/// <summary>The templates that ship inside this assembly.</summary>
internal static class TemplateLibrary
{
    private static readonly Lazy<IReadOnlyList<Template>> LazyProblems = new(() => [.. Load("english", "en"), .. Load("chinese", "zh")]);
    private static readonly Lazy<IReadOnlyList<Template>> LazyEvolutions = new(() => Load("evolutions", "en"));

    /// <summary>Every problem template, in file order.</summary>
    public static IReadOnlyList<Template> Problems => LazyProblems.Value;

    /// <summary>Every evolution that adds to a problem; change_numbers needs none.</summary>
    public static IReadOnlyList<Template> Evolutions => LazyEvolutions.Value;

    private static IReadOnlyList<Template> Load(string name, string language)
    {
        using var stream = typeof(TemplateLibrary).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return Grammar.Read(reader.ReadToEnd(), language);
    }
}
