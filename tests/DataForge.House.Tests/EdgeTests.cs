using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DataForge.Tests.House;

/// <summary>The rooms and the references between them, as drawn in docs/architecture.md. An edge that is not drawn there fails, and so does one that is drawn and not there.</summary>
public sealed partial class EdgeTests
{
    private static readonly string Root = SharedData.Repository;

    /// <summary>Room → rooms it may see, read from the table in docs/architecture.md.</summary>
    private static Dictionary<string, HashSet<string>> Drawn() => File.ReadLines(Path.Combine(Root, "docs", "architecture.md"))
        .Select(l => Row().Match(l)).Where(m => m.Success)
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(r => r != "nothing").ToHashSet());

    [GeneratedRegex(@"^\| `([A-Za-z.]+)` \|[^|]*\| ([A-Za-z., ]+) \|$")]
    private static partial Regex Row();

    private static string[] References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static string Short(string name) => name.StartsWith("DataForge.", StringComparison.Ordinal) ? name["DataForge.".Length..] : name;

    public static TheoryData<string> Rooms() => [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)).Order()];

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_sees_the_rooms_drawn_and_no_other(string room)
    {
        var drawn = Drawn();
        Assert.True(drawn.ContainsKey(Short(room)), $"{room} is not in the table of docs/architecture.md");
        var drawnEdges = drawn[Short(room)].Order(StringComparer.Ordinal);
        Assert.Equal(drawnEdges, References(Path.Combine(Root, "src", room, room + ".csproj")).Select(Short).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_room_drawn_exists() =>
        Assert.Empty(Drawn().Keys.Where(r => !Directory.Exists(Path.Combine(Root, "src", "DataForge." + r)) && !Directory.Exists(Path.Combine(Root, "src", r))));

    [Fact]
    public void References_go_in_one_direction()
    {
        var drawn = Drawn();
        var done = new HashSet<string>();
        while (drawn.FirstOrDefault(r => !done.Contains(r.Key) && r.Value.IsSubsetOf(done)) is { Key: not null } next) done.Add(next.Key);
        Assert.Equal(drawn.Count, done.Count);
    }

    [Fact]
    public void No_tool_references_another_but_the_suites_front_that_carries_them()
    {
        foreach (var project in Directory.GetFiles(Path.Combine(Root, "tools"), "*.csproj", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "forge.csproj"))
            Assert.DoesNotContain(References(project), r => r.StartsWith("forge", StringComparison.Ordinal));
    }

    /// <summary>Else make gpu would write the CUDA package into the lock file of the plain build.</summary>
    [Fact]
    public void A_tool_that_opens_models_has_a_lock_file_of_the_CUDA_build_of_its_own() =>
        Assert.Empty(Directory.GetFiles(Path.Combine(Root, "tools"), "packages.lock.json", SearchOption.AllDirectories)
            .Where(l => File.ReadAllText(l).Contains("\"Microsoft.ML.OnnxRuntime\"", StringComparison.Ordinal) && !File.Exists(Path.Combine(Path.GetDirectoryName(l)!, "packages.gpu.lock.json"))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "DataForge.sln"));
        var projects = new[] { "src", "tools", "tests" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), "*.csproj", SearchOption.AllDirectories));
        Assert.Empty(projects.Where(p => !solution.Contains(Path.GetRelativePath(Root, p).Replace('/', '\\'), StringComparison.Ordinal)));
    }

    [Fact]
    public void No_project_names_a_version_outside_the_central_list() =>
        Assert.Empty(new[] { "src", "tools", "tests" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), "*.csproj", SearchOption.AllDirectories))
            .Where(p => XDocument.Load(p).Descendants("PackageReference").Any(r => r.Attribute("Version") is not null)));

    [Fact]
    public void The_product_names_nothing_that_lies_beside_the_repository()
    {
        var sources = new[] { "src", "tools" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), "*.cs", SearchOption.AllDirectories));
        Assert.Empty(sources.Where(f => File.ReadAllText(f).Contains("../shared", StringComparison.Ordinal)));
    }

    [Fact]
    public void Top_level_folders_are_the_houses_own()
    {
        var known = new HashSet<string> { "tools", "src", "tests", "corpora", "manifests", "docs", "artifacts", "bin", "node_modules", ".git", ".github", ".ci", ".vs", ".idea" };
        Assert.Empty(Directory.GetDirectories(Root).Select(d => Path.GetFileName(d)).Where(d => !known.Contains(d)));
    }

    [Fact]
    public void Each_warning_switched_off_says_why()
    {
        var files = Directory.GetFiles(Root, "*.props").Concat(new[] { "src", "tools", "tests" }.SelectMany(d => Directory.GetFiles(Path.Combine(Root, d), "*.*proj", SearchOption.AllDirectories).Concat(Directory.GetFiles(Path.Combine(Root, d), "*.props", SearchOption.AllDirectories))));
        Assert.Empty(files.SelectMany(f => File.ReadLines(f).Where(l => l.Contains("<NoWarn>", StringComparison.Ordinal) && !l.Contains("<!--", StringComparison.Ordinal)).Select(l => $"{Path.GetFileName(f)}: {l.Trim()}")));
    }

    /// <summary>Rooms that still name options of the command line in messages, and in how many lines. These numbers only go down.</summary>
    private static readonly Dictionary<string, int> OptionLines = new()
    {
        ["DataForge.Contamination"] = 7,
        ["DataForge.Core"] = 2,
        ["DataForge.Formats"] = 14,
        ["DataForge.Models"] = 25,
        ["DataForge.Stages"] = 4,
        ["DataForge.Synthesis"] = 2,
        ["DataForge.Voting"] = 5,
    };

    [GeneratedRegex(@"^\| `--([a-z0-9-]+)", RegexOptions.Multiline)]
    private static partial Regex DocumentedOption();

    [GeneratedRegex(@"^(?!\s*//).*""[^""]*--([a-z][a-z0-9-]+)")]
    private static partial Regex NamedOption();

    [Theory, MemberData(nameof(Rooms))]
    public void A_room_outside_Cli_names_no_option(string room)
    {
        if (room == "DataForge.Cli") return;
        var options = DocumentedOption().Matches(File.ReadAllText(Path.Combine(Root, "docs", "options.md"))).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.NotEmpty(options);
        var lines = Directory.GetFiles(Path.Combine(Root, "src", room), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(f => File.ReadLines(f).Select((l, i) => (Place: $"{Path.GetFileName(f)}:{i + 1}", Option: NamedOption().Match(l).Groups[1].Value)))
            .Where(l => options.Contains(l.Option)).Select(l => $"{l.Place} --{l.Option}").ToArray();
        var most = OptionLines.GetValueOrDefault(room);
        Assert.True(lines.Length <= most, $"{room} names options in {lines.Length} lines, {most} are allowed; a message of a room names the thing, the tool adds its option: {string.Join(", ", lines)}");
    }
}
