using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataForge.Core;

namespace DataForge.Tests.Semantic;

/// <summary>A BERT of a few dimensions with random weights, written as a Hugging Face folder, and its forward pass written out plainly in double precision.</summary>
internal sealed class TinyBert : IDisposable
{
    private const int Layers = 2, Hidden = 32, Heads = 4, Wide = 64, Positions = 48;
    public const int MaxTokens = 40;

    private static readonly string[] Words =
        ["a", "the", "of", "has", "how", "many", "apples", "pears", "tom", "lisa", "boxes", "are", "left", "buys", "sells", "eats", "each", "day", "cost", "dollars", "in", "all", "what", "is", "sum",
         "angle", "triangle", "degrees", "third", "find", "value", "x", "more", "than", "and", "he", "she", "gives", "away", ".", "?", ",", "1", "2", "3", "5", "7", "12", "16", "40", "##s", "##d", "##ing", "un", "##а", "б", "三", "个"];

    private readonly Dictionary<string, (int Rows, int Columns, float[] Values)> _weights = [];
    private readonly string _pooling;

    /// <param name="pooling"><c>mean_tokens</c> or <c>cls_token</c>.</param>
    /// <param name="prefix">What the checkpoint writes before its tensors' names.</param>
    public TinyBert(string pooling = "mean_tokens", string prefix = "", int seed = 1)
    {
        _pooling = pooling;
        Folder = Directory.CreateTempSubdirectory("tiny-bert-").FullName;
        string[] vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. Words];
        File.WriteAllLines(Path.Combine(Folder, "vocab.txt"), vocabulary);
        var random = CounterRandom.For(seed, "test", "weights");
        ulong drawn = 0;
        Matrix("embeddings.word_embeddings", vocabulary.Length, Hidden, 1.0);
        Matrix("embeddings.position_embeddings", Positions, Hidden, 0.1);
        Matrix("embeddings.token_type_embeddings", 2, Hidden, 0.1);
        Norm("embeddings.LayerNorm");
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            foreach (var part in (string[])["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"]) Linear(at + part, Hidden, Hidden);
            Norm(at + "attention.output.LayerNorm");
            Linear(at + "intermediate.dense", Wide, Hidden);
            Linear(at + "output.dense", Hidden, Wide);
            Norm(at + "output.LayerNorm");
        }

        Config(c => c);
        Directory.CreateDirectory(Path.Combine(Folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(Folder, "1_Pooling", "config.json"), $$"""{"pooling_mode_mean_tokens":{{(pooling == "mean_tokens" ? "true" : "false")}},"pooling_mode_cls_token":{{(pooling == "cls_token" ? "true" : "false")}}}""");
        File.WriteAllText(Path.Combine(Folder, "sentence_bert_config.json"), $$"""{"max_seq_length":{{MaxTokens}}}""");
        Save(prefix);

        void Linear(string name, int rows, int columns)
        {
            Matrix(name, rows, columns, 1.5 / Math.Sqrt(columns));
            Vector(name + ".bias", rows, 0, 0.1);
        }

        void Norm(string name)
        {
            Vector(name + ".weight", Hidden, 1, 0.2);
            Vector(name + ".bias", Hidden, 0, 0.2);
        }

        void Matrix(string name, int rows, int columns, double size) => _weights[name + ".weight"] = (rows, columns, Draw(rows * columns, 0, size));

        void Vector(string name, int count, double centre, double size) => _weights[name] = (0, count, Draw(count, centre, size));

        float[] Draw(int count, double centre, double size)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++) values[i] = (float)(centre + (size * Math.Sqrt(-2 * Math.Log(1 - random.Share(drawn++))) * Math.Cos(2 * Math.PI * random.Share(drawn++))));
            return values;
        }
    }

    public string Folder { get; }

    /// <summary>Writes config.json anew, changed.</summary>
    public void Config(Func<JsonObject, JsonObject> change) => File.WriteAllText(Path.Combine(Folder, "config.json"), change(new JsonObject
    {
        ["model_type"] = "bert", ["hidden_act"] = "gelu", ["hidden_size"] = Hidden, ["num_hidden_layers"] = Layers, ["num_attention_heads"] = Heads, ["intermediate_size"] = Wide,
        ["vocab_size"] = Words.Length + 5, ["max_position_embeddings"] = Positions, ["type_vocab_size"] = 2, ["layer_norm_eps"] = 1e-12,
    }).ToJsonString());

    /// <summary>The vector of token ids, of length 1.</summary>
    public double[] Embed(IReadOnlyList<long> ids)
    {
        var x = ids.Select((id, place) => Normed("embeddings.LayerNorm", Row("embeddings.word_embeddings", (int)id).Zip(Row("embeddings.position_embeddings", place), Row("embeddings.token_type_embeddings", 0)).Select(v => v.First + v.Second + v.Third).ToArray())).ToArray();
        for (var layer = 0; layer < Layers; layer++)
        {
            var at = $"encoder.layer.{layer}.";
            var (q, k, v) = (Through(at + "attention.self.query", x), Through(at + "attention.self.key", x), Through(at + "attention.self.value", x));
            var mixed = Enumerable.Range(0, x.Length).Select(i => Attend(i, q, k, v)).ToArray();
            x = [.. Through(at + "attention.output.dense", mixed).Select((row, i) => Normed(at + "attention.output.LayerNorm", Sum(row, x[i])))];
            var inner = Through(at + "intermediate.dense", x).Select(row => row.Select(Gelu).ToArray()).ToArray();
            x = [.. Through(at + "output.dense", inner).Select((row, i) => Normed(at + "output.LayerNorm", Sum(row, x[i])))];
        }

        var pooled = _pooling == "cls_token" ? x[0] : [.. Enumerable.Range(0, Hidden).Select(c => x.Average(row => row[c]))];
        var length = Math.Sqrt(pooled.Sum(p => p * p));
        return [.. pooled.Select(p => p / length)];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private double[] Attend(int i, double[][] q, double[][] k, double[][] v)
    {
        const int size = Hidden / Heads;
        var result = new double[Hidden];
        for (var head = 0; head < Heads; head++)
        {
            var scores = k.Select(row => Math.Exp(Enumerable.Range(head * size, size).Sum(c => q[i][c] * row[c]) / Math.Sqrt(size))).ToArray();
            for (var c = head * size; c < (head + 1) * size; c++) result[c] = scores.Select((s, j) => s * v[j][c]).Sum() / scores.Sum();
        }

        return result;
    }

    private double[][] Through(string name, double[][] rows)
    {
        var (outputs, columns, weight) = _weights[name + ".weight"];
        var bias = _weights[name + ".bias"].Values;
        return [.. rows.Select(row => Enumerable.Range(0, outputs).Select(o => bias[o] + Enumerable.Range(0, columns).Sum(c => row[c] * weight[(o * columns) + c])).ToArray())];
    }

    private double[] Normed(string name, double[] row)
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + 1e-12);
        var (weight, bias) = (_weights[name + ".weight"].Values, _weights[name + ".bias"].Values);
        return [.. row.Select((v, i) => ((v - mean) / deviation * weight[i]) + bias[i])];
    }

    private double[] Row(string name, int row) => [.. _weights[name + ".weight"].Values.Skip(row * Hidden).Take(Hidden).Select(v => (double)v)];

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    /// <summary>x Φ(x), with Φ summed from its series.</summary>
    private static double Gelu(double x)
    {
        if (Math.Abs(x) > 8) return x > 0 ? x : 0;
        var (term, sum) = (x, x);
        for (var n = 1; n < 200; n++)
        {
            term *= -x * x / (2 * n);
            sum += term / ((2 * n) + 1);
        }

        return x * (0.5 + (sum / Math.Sqrt(2 * Math.PI)));
    }

    private void Save(string prefix)
    {
        var header = new JsonObject();
        var data = new MemoryStream();
        foreach (var (name, (rows, columns, values)) in _weights)
        {
            var start = data.Length;
            foreach (var value in values) data.Write(BitConverter.GetBytes(value));
            header[prefix + name] = new JsonObject { ["dtype"] = "F32", ["shape"] = rows == 0 ? new JsonArray(columns) : new JsonArray(rows, columns), ["data_offsets"] = new JsonArray(start, data.Length) };
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString(JsonSerializerOptions.Default));
        using var file = File.Create(Path.Combine(Folder, "model.safetensors"));
        file.Write(BitConverter.GetBytes((long)text.Length));
        file.Write(text);
        data.WriteTo(file);
    }
}
