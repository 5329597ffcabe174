using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Runner;

/// <summary>An output for each input file: its place in the input's tree is kept under another folder, and so is its format where that can be written.</summary>
public sealed class OutputTree
{
    private readonly Dictionary<string, string> _outputs = new(StringComparer.Ordinal);

    /// <param name="folder">Takes the tree; made where it is missing.</param>
    /// <param name="names">Input file and its name in the tree.</param>
    /// <exception cref="ForgeException">An output would replace an input, two inputs would share one, or an input is a stream.</exception>
    public OutputTree(string folder, IReadOnlyDictionary<string, string> names)
    {
        Folder = folder;
        var inputs = names.Keys.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (input, name) in names)
        {
            if (input == "-" || RowWriter.IsDevice(input)) throw new ForgeException($"{ForgeException.Name(input)}: has no name in {folder}; expected files, a folder or a quoted pattern");
            var output = Path.Combine(folder, Named(name));
            if (inputs.Contains(Path.GetFullPath(output))) throw new ForgeException($"{output}: is an input too; take another folder");
            if (!taken.TryAdd(output, input)) throw new ForgeException($"{output}: would be the output of {taken[output]} and of {input}");
            _outputs.Add(input, output);
        }
    }

    public string Folder { get; }

    /// <summary>Input and output, in the order of the inputs.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Files => _outputs;

    public string Of(string input) => _outputs[input];

    private static string Named(string name) => RowWriter.IsWritten(name) ? name : name + ".jsonl";
}
