using System.Diagnostics;
using System.Text;

using DataForge.Core;
using DataForge.Models.Engine;

namespace DataForge.Models.Benchmarks;

/// <summary>llama.cpp with a batch of sequences: its own defaults, one context, flash attention as it chooses.</summary>
internal sealed unsafe class LlamaPeer : IDisposable
{
    private readonly int _vocabulary;
    private readonly nint _model;

    public LlamaPeer(string gguf, int vocabulary)
    {
        _vocabulary = vocabulary;
        var parameters = LlamaNative.llama_model_default_params();
        fixed (byte* path = Encoding.UTF8.GetBytes(gguf + "\0")) _model = LlamaNative.llama_model_load_from_file(path, parameters);
        if (_model == 0) throw new InvalidOperationException("llama.cpp does not load " + gguf);
    }

    /// <summary>Logits after one prompt.</summary>
    public float[] Logits(int[] prompt)
    {
        var context = Open(1, prompt.Length + 8, Environment.ProcessorCount);
        var batch = LlamaNative.llama_batch_init(prompt.Length, 0, 1);
        for (var i = 0; i < prompt.Length; i++) Put(ref batch, prompt[i], i, 0, i == prompt.Length - 1);
        Decode(context, batch);
        var logits = new ReadOnlySpan<float>(LlamaNative.llama_get_logits_ith(context, prompt.Length - 1), _vocabulary).ToArray();
        LlamaNative.llama_batch_free(batch);
        LlamaNative.llama_free(context);
        return logits;
    }

    /// <summary>Decode tokens a second, drawing included, as <see cref="SpeedProbe"/> measures ours.</summary>
    public double Measure(int batchSize, int promptTokens, int newTokens, int threads)
    {
        var random = CounterRandom.For(1, "bench", $"{batchSize}");
        var context = Open(batchSize, promptTokens + newTokens + 8, threads);
        var batch = LlamaNative.llama_batch_init(Math.Max(promptTokens, batchSize), 0, 1);
        for (var b = 0; b < batchSize; b++)
        {
            batch.Count = 0;
            for (var t = 0; t < promptTokens; t++) Put(ref batch, random.Below((ulong)((b * promptTokens) + t), _vocabulary), t, b, t == promptTokens - 1);
            Decode(context, batch);
        }

        var ids = new int[batchSize];
        var sampler = new TokenSampler();
        var sampling = new SamplingParameters(0.7, 0.95, 0, newTokens, [], 1);
        long start = 0;
        for (var step = -2; step < newTokens; step++)
        {
            if (step == 0) start = Stopwatch.GetTimestamp();
            batch.Count = 0;
            for (var b = 0; b < batchSize; b++) Put(ref batch, ids[b], promptTokens + step + 2, b, true);
            Decode(context, batch);
            for (var b = 0; b < batchSize; b++)
                ids[b] = sampler.Draw(new ReadOnlySpan<float>(LlamaNative.llama_get_logits_ith(context, b), _vocabulary), sampling, random.Share((ulong)(((step + 2) * batchSize) + b)));
        }

        var speed = batchSize * newTokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
        LlamaNative.llama_batch_free(batch);
        LlamaNative.llama_free(context);
        return speed;
    }

    public void Dispose() => LlamaNative.llama_model_free(_model);

    private nint Open(int sequences, int tokens, int threads)
    {
        var parameters = LlamaNative.llama_context_default_params();
        parameters.Contexts = (uint)(sequences * ((tokens + 255) / 256 * 256));
        parameters.Sequences = (uint)sequences;
        parameters.Threads = parameters.BatchThreads = threads;
        var context = LlamaNative.llama_init_from_model(_model, parameters);
        return context != 0 ? context : throw new InvalidOperationException("llama.cpp opens no context");
    }

    private static void Put(ref LlamaNative.Batch batch, int token, int position, int sequence, bool output)
    {
        var at = batch.Count++;
        batch.Token[at] = token;
        batch.Position[at] = position;
        batch.SequenceCount[at] = 1;
        batch.Sequence[at][0] = sequence;
        batch.Output[at] = output ? (sbyte)1 : (sbyte)0;
    }

    private static void Decode(nint context, LlamaNative.Batch batch)
    {
        if (LlamaNative.llama_decode(context, batch) != 0) throw new InvalidOperationException("llama_decode failed");
    }
}
