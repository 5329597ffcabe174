using System.Text.Json;
using DataForge.Core;

namespace DataForge.Formats;

/// <summary>One way in which stored samples are laid out in files.</summary>
/// <param name="Name">As <c>--layout</c> takes it.</param>
/// <param name="Says">What the tool tells its user: whose layout it is.</param>
/// <param name="Fits">Whether a row is laid out so.</param>
/// <param name="Samples">A row's samples, a row each, under our own field names; fields of the problem are repeated on each.</param>
public sealed record SampleLayout(string Name, string Says, Func<Row, FieldNames, bool> Fits, Func<Row, FieldNames, IEnumerable<Row>> Samples)
{
    /// <summary>A row a sample: ours, and NeMo-Skills' single files.</summary>
    public static SampleLayout Rows { get; } = new("rows", "one row a sample", static (_, _) => true, static (row, names) => [SampleFields.Complete(row, names, null)]);

    /// <summary>Qwen2.5-Math's evaluation output: arrays of equal length in one row.</summary>
    public static SampleLayout Qwen { get; } = new("qwen", "Qwen2.5-Math evaluation: arrays of samples in one row", ArrayLayouts.IsQwen, ArrayLayouts.Qwen);

    /// <summary>ZeroEval's outputs of many models, merged by question.</summary>
    public static SampleLayout ZeroEval { get; } = new("zeroeval", "ZeroEval: one row a question with the outputs of many models", static (row, _) => ArrayLayouts.HasObjects(row, "samples", "output"), ArrayLayouts.ZeroEval);

    /// <summary>OVM's generator outputs (Yu et al. 2023, arXiv:2311.09724).</summary>
    public static SampleLayout Ovm { get; } = new("ovm", "OVM: one row a question with its labelled outputs", static (row, _) => ArrayLayouts.HasObjects(row, "outputs", "response"), ArrayLayouts.Ovm);

    /// <summary>verl's rows with generated outputs, as Lazy-RLVR keeps them.</summary>
    public static SampleLayout Verl { get; } = new("verl", "verl rows with an array of outputs (Lazy-RLVR)", ArrayLayouts.IsVerl, ArrayLayouts.Verl);

    /// <summary>Layouts that show in a single row, most particular first; <see cref="Rows"/> takes what is left.</summary>
    public static IReadOnlyList<SampleLayout> OneFile { get; } = [Qwen, ZeroEval, Ovm, Verl, Rows];

    /// <summary>Several files, a sample a row in each, joined on row and problem: NeMo-Skills' output-rs0.jsonl, output-rs1.jsonl, …</summary>
    public const string Joined = "nemo";

    /// <summary>Names for <c>--layout</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. OneFile.Select(l => l.Name), Joined];

    internal static SampleLayout Of(Row row, FieldNames names) => OneFile.First(l => l.Fits(row, names));

    internal static bool IsArray(Row row, string name) => row.Raw(name) is [(byte)'[', ..];

    internal static IReadOnlyList<JsonElement> Items(Row row, string name) => IsArray(row, name) ? [.. row.Element(name)!.Value.EnumerateArray()] : [];
}
