using System.Text;
using DataForge.Core;

namespace DataForge.Contamination;

/// <summary>Which texts of a row are looked at: paths as <c>text</c>, <c>meta.body</c>, <c>messages[].content</c>; <c>*</c> is every string.</summary>
/// <remarks>A path that ends at an array or object takes every string below it, each as a text of its own.</remarks>
public sealed class FieldPaths
{
    /// <summary>Problems, solutions and turns under the names that data sets use.</summary>
    public static IReadOnlyList<string> Usual { get; } =
    [
        "problem", "question", "query", "instruction", "prompt", "input", "text", "content", "body", "solution", "reference_solution", "rationale", "generation", "reasoning", "response",
        "output", "outputs", "completion", "generated_solution", "answer", "chosen", "rejected", "choices", "options", "messages[].content", "conversations[].value", "conversations[].content",
        "conversation[].content", "responses[].content", "original_text",
    ];

    private FieldPaths(PathNode root, IReadOnlyList<string> names)
    {
        Root = root;
        Names = names;
    }

    internal PathNode Root { get; }

    /// <summary>The paths as given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <exception cref="ForgeException">A path has an empty step.</exception>
    public static FieldPaths Parse(IReadOnlyList<string> paths)
    {
        var root = new PathNode();
        foreach (var path in paths)
        {
            if (path == "*")
            {
                root.Leaf = true;
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

        return new FieldPaths(root, paths);
    }
}

/// <summary>A step of the paths' tree.</summary>
internal sealed class PathNode
{
    private (byte[] Utf8, string Name, PathNode Node)[] _children = [];

    public bool Leaf { get; set; }

    public PathNode? Each { get; set; }

    public ReadOnlySpan<(byte[] Utf8, string Name, PathNode Node)> Children => _children;

    public PathNode Child(string name)
    {
        foreach (var child in _children)
            if (child.Name == name)
                return child.Node;
        var node = new PathNode();
        _children = [.. _children, (Encoding.UTF8.GetBytes(name), name, node)];
        return node;
    }
}
