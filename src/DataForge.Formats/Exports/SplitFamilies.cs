using System.Runtime.InteropServices;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>Which problems must stand in one split: a family (a root and all that descends from it by <c>parent_id</c>) and its near-duplicates.</summary>
/// <remarks>
/// All rows are added before the first is asked for. A parent that is not among the rows names its family all the same. A group's place is drawn by its root's id alone,
/// so a family keeps its split when more descendants come; where several roots share a template, the one with the smallest hash decides.
/// Ids are kept as 64-bit hashes, about 70 bytes a problem and as many a template; 10⁷ problems share a hash with probability 3·10⁻⁶, and would then share a split.
/// </remarks>
public sealed class SplitFamilies
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<Node> _nodes = [];
    private Node[]? _roots;

    /// <param name="Hash">Of the id.</param>
    /// <param name="Share">In [0, 1): the place that the id draws.</param>
    /// <param name="Up">A node of the same group, nearer to its head.</param>
    /// <param name="IsTemplate">True for a template's key, which is no problem.</param>
    /// <param name="IsChild">True when the problem has a parent.</param>
    private record struct Node(ulong Hash, double Share, int Up, bool IsTemplate, bool IsChild);

    /// <summary>Groups among the problems; known after <see cref="ShareOf"/> was asked.</summary>
    public int Count { get; private set; }

    /// <param name="parentId">Null for a problem without a parent.</param>
    /// <param name="template">What problems that differ only in numbers and names have in common; null for none.</param>
    public void Add(string problemId, string? parentId, string? template)
    {
        var problem = Number(problemId, isTemplate: false);
        if (parentId is not null && parentId != problemId)
        {
            var parent = Number(parentId, isTemplate: false);
            CollectionsMarshal.AsSpan(_nodes)[problem].IsChild = true;
            Unite(problem, parent);
        }

        if (template is not null) Unite(problem, Number("template " + template, isTemplate: true));
    }

    private int Number(string id, bool isTemplate)
    {
        var hash = StableHash.Of(id);
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, hash, out var known);
        if (known) return number;
        number = _nodes.Count;
        _nodes.Add(new Node(hash, isTemplate ? 0 : Splits.Place(id), number, isTemplate, false));
        return number;
    }

    private void Unite(int one, int other)
    {
        var (a, b) = (Head(one), Head(other));
        if (a != b) CollectionsMarshal.AsSpan(_nodes)[Math.Max(a, b)].Up = Math.Min(a, b);
    }

    private int Head(int node)
    {
        var nodes = CollectionsMarshal.AsSpan(_nodes);
        while (nodes[node].Up != node) node = nodes[node].Up = nodes[nodes[node].Up].Up; // halves the way for the next one
        return node;
    }

    /// <summary>The place in [0, 1) that the problem's group drew.</summary>
    /// <exception cref="KeyNotFoundException">The problem was not added.</exception>
    public double ShareOf(string problemId)
    {
        _roots ??= Roots();
        return _roots[Head(_numbers[StableHash.Of(problemId)])].Share;
    }

    /// <summary>By head: the group's root with the smallest hash; where all have a parent (a cycle), its problem with the smallest hash.</summary>
    private Node[] Roots()
    {
        var roots = new Node[_nodes.Count];
        var found = new bool[_nodes.Count];
        for (var i = 0; i < _nodes.Count; i++)
        {
            var node = _nodes[i];
            if (node.IsTemplate) continue;
            var head = Head(i);
            if (found[head] && (node.IsChild, node.Hash).CompareTo((roots[head].IsChild, roots[head].Hash)) >= 0) continue;
            if (!found[head]) Count++;
            (found[head], roots[head]) = (true, node);
        }

        return roots;
    }
}
