using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using DataForge.Core;
using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class RecallTests
{
    private static readonly RecallSettings Usual = new(DocumentFields.Default, ["source"], 14, 4, 0.2, 0.9, 4, 0, 2);

    private static readonly string[] Maths = ["let", "prove", "equation", "\\frac{1}{2}", "x", "theorem", "solve", "triangle", "sum", "$n$"];
    private static readonly string[] Others = ["server", "install", "file", "option", "click", "river", "said", "packet", "printf", "log"];
    private static readonly string[] Filler = ["the", "of", "and", "is", "to", "a", "in", "that", "for", "it", "we", "with"];

    /// <summary>Documents of filler with one word in five from a vocabulary.</summary>
    private static IEnumerable<Row> Documents(string[] words, string source, int count, int seed)
    {
        var random = CounterRandom.For(seed, "recall test", source);
        for (var d = 0; d < count; d++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 40).Select(i => random.Below((ulong)(d * 200 + 2 * i), 5) == 0 ? words[random.Below((ulong)(d * 200 + 2 * i + 1), words.Length)] : Filler[random.Below((ulong)(d * 200 + 2 * i + 1), Filler.Length)]));
            yield return Row.Parse($"{{\"source\":\"{source}\",\"text\":{JsonSerializer.Serialize(text)}}}", "docs.jsonl", d + 1);
        }
    }

    private static RecallModel Train(RecallSettings settings, params string[] sources)
    {
        using var trainer = new RecallTrainer(settings);
        trainer.Add(sources.SelectMany(s => Documents(Maths, s, 200, 1)), true);
        trainer.Add(((string[])["manual", "novel", "forum"]).SelectMany(s => Documents(Others, s, 200, 2)), false);
        return trainer.Train(CancellationToken.None);
    }

    [Fact]
    public void Documents_that_were_not_trained_on_are_told_apart()
    {
        var model = Train(Usual, "algebra", "geometry", "logic");
        var rows = Documents(Maths, "unseen", 200, 3).Concat(Documents(Others, "unseen too", 200, 4)).ToList();
        var run = StageRun.Of(new RecallScoreStage(model, DocumentFields.Default, 0.5, false, 2), rows);
        Assert.Equal(rows.Count, run.Kept.Count);
        Assert.InRange(run.Kept.Take(200).Count(r => r.Flag("is_math") == true), 197, 200);
        Assert.InRange(run.Kept.Skip(200).Count(r => r.Flag("is_math") == true), 0, 3);
        Assert.All(run.Kept, r => Assert.InRange(r.Number("math_score")!.Value, 0, 1));
    }

    [Fact]
    public void The_model_is_the_same_to_the_last_bit_at_1_and_8_threads() =>
        Assert.Equal(RecallFile.Write(Train(Usual with { Threads = 1 }, "a", "b", "c")), RecallFile.Write(Train(Usual with { Threads = 8 }, "a", "b", "c")));

    [Fact]
    public void The_threshold_lets_the_asked_share_of_held_out_sources_through()
    {
        // One source speaks a dialect that the others do not have: held out, it is hard.
        using var trainer = new RecallTrainer(Usual with { Recall = 0.95 });
        foreach (var source in (string[])["a", "b", "c"]) trainer.Add(Documents(Maths, source, 200, 1), true);
        trainer.Add(Documents([.. Maths.Take(3), "sheep", "pasture", "goat", "wool", "meadow", "lamb", "graze"], "word problems", 200, 1), true);
        foreach (var source in (string[])["manual", "novel"]) trainer.Add(Documents(Others, source, 200, 2), false);
        var model = trainer.Train(CancellationToken.None);
        Assert.True(model.HeldOutBySource);
        Assert.InRange(model.MeanRecall, 0.95, 1);
        Assert.InRange(model.Threshold, 1e-6, 0.5);
        Assert.Equal(["a", "b", "c", "word problems", "manual", "novel"], model.Sources.Select(s => s.Name));
    }

    [Fact]
    public void No_threshold_lets_more_of_the_held_out_others_through_than_is_allowed_whatever_recall_was_asked_for()
    {
        // A source of the others that shares words with mathematics: held out, most of it is more likely than not.
        RecallModel Of(double maxFalse)
        {
            using var trainer = new RecallTrainer(Usual with { MaxFalse = maxFalse });
            foreach (var source in (string[])["a", "b", "c"]) trainer.Add(Documents(Maths, source, 200, 1), true);
            foreach (var source in (string[])["manual", "novel", "news"]) trainer.Add(Documents(Others, source, 200, 2), false);
            trainer.Add(Documents([.. Maths.Take(3), .. Others.Take(2), "bolt", "weld", "gear"], "engineering", 200, 3), false);
            return trainer.Train(CancellationToken.None);
        }

        Assert.Equal(0.5, Of(1).Threshold, 6);
        Assert.InRange(Of(1).MeanFalse, 0.1, 0.3);
        var bounded = Of(0.05);
        Assert.InRange(bounded.Threshold, 0.500001, 1);
        Assert.InRange(bounded.MeanFalse, 0, 0.05);
        Assert.Equal(0.05, TrainingReport.Of(bounded).MaxFalse);
        Assert.Empty(TrainingReport.Of(bounded).Faults.Where(f => f.Contains("other sources", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_file_that_is_no_report_of_training_is_named() =>
        Assert.StartsWith("t.json: expected the report of forge-recall train, found something else: ", Assert.Throws<ForgeException>(() => TrainingReport.Read("{\"threshold\":0.5}"u8.ToArray(), "t.json")).Message);

    [Fact]
    public void One_positive_source_is_said_to_tell_nothing_of_others() => Assert.False(Train(Usual, "algebra").HeldOutBySource);

    [Fact]
    public void A_class_without_documents_is_an_error()
    {
        using var trainer = new RecallTrainer(Usual);
        trainer.Add(Documents(Maths, "a", 3, 1), true);
        Assert.Equal("expected documents of both classes with some text, found none that is negative", Assert.Throws<ForgeException>(() => trainer.Train(CancellationToken.None)).Message);
    }

    [Fact]
    public void Rows_below_the_threshold_are_rejects_where_that_is_asked()
    {
        var run = StageRun.Of(new RecallScoreStage(Train(Usual, "a", "b"), DocumentFields.Default, 0.5, true, 1), Documents(Others, "x", 20, 9));
        Assert.Equal(20, run.Rejects.Count);
        Assert.Equal("below_threshold", run.Rejects[0].Element("reject")!.Value.GetProperty("rule").GetString());
    }

    [Fact]
    public void A_model_file_is_read_as_it_was_written()
    {
        var model = Train(Usual, "a", "b");
        var read = RecallFile.Read(RecallFile.Write(model), "m.bin");
        Assert.Equal((model.Threshold, model.HeldOutBySource), (read.Threshold, read.HeldOutBySource));
        Assert.Equal(model.Sources, read.Sources);
        Assert.Equal(RecallFile.Write(model), RecallFile.Write(read));
    }

    [Fact]
    public void A_hostile_model_file_is_an_error_and_never_a_crash()
    {
        var whole = RecallFile.Write(Train(Usual with { Bits = 10 }, "a", "b"));
        for (var length = 0; length < whole.Length; length += length < 400 ? 1 : 97) Refused(whole[..length]);
        Refused([.. whole, 0]);
        for (var at = 0; at < whole.Length; at += at < 400 ? 1 : 97)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x41;
            Refused(damaged);
            Refused(Sealed(damaged), mayBeRead: at >= 20); // with a hash that fits, head and weights may still say something valid
        }

        foreach (var (place, value) in new[] { (12, 40), (12, -1), (16, int.MaxValue), (16, -5), (8, 2) })
        {
            var damaged = whole.ToArray();
            BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(place), value);
            Refused(Sealed(damaged));
        }

        var notANumber = whole.ToArray();
        BinaryPrimitives.WriteSingleLittleEndian(notANumber.AsSpan(whole.Length - 12), float.NaN);
        Assert.Equal("m.bin: a weight is no finite number", Assert.Throws<ForgeException>(() => RecallFile.Read(Sealed(notANumber), "m.bin")).Message);

        static byte[] Sealed(byte[] bytes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(bytes.Length - 8), XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)));
            return bytes;
        }

        static void Refused(byte[] bytes, bool mayBeRead = false)
        {
            try
            {
                RecallFile.Read(bytes, "m.bin");
                Assert.True(mayBeRead);
            }
            catch (ForgeException e)
            {
                Assert.StartsWith("m.bin: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Features_are_words_commands_signs_and_characters_with_their_neighbours()
    {
        var scan = new FeatureScan(20);
        uint[] Of(string text) => scan.Of(text).ToArray();
        Assert.Equal(Of("Sum of 12"), Of("sum OF 99"));
        Assert.NotEqual(Of("sum of 12"), Of("sum of 123"));
        Assert.Equal(5, Of("sum of 12").Length); // three words, two pairs
        Assert.NotEqual(Of("frac"), Of("\\frac"));
        Assert.Equal(7, Of("鸡兔同笼").Length); // four characters, three pairs
        Assert.Equal(3, Of("\\alpha\\beta").Length);
        Assert.Empty(Of(" ,. "));
    }
}
