using System.Text;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Which texts of a row are looked at: paths as <c>text</c>, <c>meta.body</c>, <c>messages[].content</c>; <c>*</c> is every string.</summary>
/// <remarks>
/// A path that ends at an array or object takes every string below it, each as a text of its own. Names match whatever their case.
/// <c>Body+Question</c> joins top-level fields: a row that has several of them gives one text more, theirs in that order, a line each.
/// A string that no path leads to is either read where it is prose (<see cref="Default"/>) or noted as passed over (<see cref="Parse(IReadOnlyList{string})"/>); never left out unseen.
/// </remarks>
public sealed class FieldPaths
{
    /// <summary>Problems, solutions and turns under the names that data sets use: read whatever their length.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "problem", "question", "query", "instruction", "prompt", "input", "text", "content", "body", "solution", "reference_solution", "rationale", "generation", "reasoning", "response",
        "output", "outputs", "completion", "generated_solution", "answer", "chosen", "rejected", "choices", "options", "messages[].content", "conversations[].value", "conversations[].content",
        "conversation[].content", "responses[].content", "original_text", "informal_statement", "informal_proof",
        "Body+Question", "context+question", "passage+question", "question+table", "question+choices", "question+options", "instruction+input",
    ];

    private FieldPaths(PathNode root, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<PathNode>> joins, bool readsRest) =>
        (Root, Names, Joins, ReadsRest) = (root, names, joins, readsRest);

    /// <summary>The usual names whatever their length, and every other string of prose length.</summary>
    public static FieldPaths Default { get; } = Parse(Usual, readsRest: true);

    internal PathNode Root { get; }

    /// <summary>The paths as given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Strings that no path leads to are read where they are prose; otherwise the row says that it passed over them.</summary>
    public bool ReadsRest { get; }

    /// <summary>Children of the root whose texts are joined, in that order.</summary>
    internal IReadOnlyList<IReadOnlyList<PathNode>> Joins { get; }

    /// <summary>These paths alone.</summary>
    /// <exception cref="ForgeException">A path has an empty step.</exception>
    public static FieldPaths Parse(IReadOnlyList<string> paths) => Parse(paths, readsRest: false);

    private static FieldPaths Parse(IReadOnlyList<string> paths, bool readsRest)
    {
        var root = new PathNode();
        var joins = new List<IReadOnlyList<PathNode>>();
        foreach (var path in paths)
        {
            if (path == "*")
            {
                root.Leaf = true;
                continue;
            }

            if (path.Contains('+', StringComparison.Ordinal))
            {
                joins.Add(Join(root, path));
                continue;
            }

            var node = root;
            foreach (var step in path.Split('.'))
            {
                var name = step;
                while (name.EndsWith("[]", StringComparison.Ordinal)) name = name[..^2];
                if (name.Length == 0) throw new ForgeException($"--fields: expected a path as text or messages[].content, found \"{path}\"");
                node = node.Child(name);
                for (var depth = step.Length - name.Length; depth > 0; depth -= 2) node = node.Each ??= new PathNode();
            }

            node.Leaf = true;
        }

        return new FieldPaths(root, paths, joins, readsRest);
    }

    private static List<PathNode> Join(PathNode root, string path)
    {
        var names = path.Split('+');
        if (names.Any(n => n.Length == 0 || n.AsSpan().IndexOfAny('.', '[') >= 0))
            throw new ForgeException($"--fields: expected top-level fields joined as Body+Question, found \"{path}\"");
        var nodes = names.Select(root.Child).ToList();
        foreach (var node in nodes) (node.Leaf, node.IsJoined) = (true, true);
        return nodes;
    }
}

/// <summary>A step of the paths' tree.</summary>
internal sealed class PathNode
{
    private (byte[] Utf8, string Name, PathNode Node)[] _children = [];

    /// <summary>Every string here and below is a text.</summary>
    public bool Leaf { get; set; }

    /// <summary>Some join needs the texts here.</summary>
    public bool IsJoined { get; set; }

    public PathNode? Each { get; set; }

    public ReadOnlySpan<(byte[] Utf8, string Name, PathNode Node)> Children => _children;

    public PathNode Child(string name)
    {
        foreach (var child in _children)
            if (child.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return child.Node;
        var node = new PathNode();
        _children = [.. _children, (Encoding.UTF8.GetBytes(name), name, node)];
        return node;
    }
}
