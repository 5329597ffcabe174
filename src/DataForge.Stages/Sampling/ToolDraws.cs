using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>Solutions in which the model calls code.</summary>
/// <param name="idOf">Identity of a rollout's transcript, under which it is kept.</param>
internal sealed class ToolDraws(ToolSettings tools, IGenerator generator, string key, Prompt prompt, SamplingParameters sampling, Func<int, string> idOf) : IDraws
{
    private IGenerationSession? _session;

    public async Task<IReadOnlyList<Draft>> Draw(int first, int count, CancellationToken cancel)
    {
        var drafts = new Draft?[count];
        for (var i = 0; i < count; i++) drafts[i] = Kept(first + i);
        for (var at = 0; at < count; at++)
        {
            if (drafts[at] is not null) continue;
            var from = at;
            while (at < count && drafts[at] is null) at++;
            await Fill(drafts, first, from, at - from, cancel);
        }

        return drafts!;
    }

    private async Task Fill(Draft?[] drafts, int first, int from, int count, CancellationToken cancel)
    {
        _session ??= generator.Begin(key, prompt, sampling, continues: true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var under = new List<Task<Draft>>(count);
        try
        {
            var begin = first + from;
            Generation?[] begun = [.. Enumerable.Range(begin, count).Select(rollout => Turns(rollout).Take(rollout, [], null))];
            foreach (var turn in begun.OfType<Generation>()) under.Add(Converse(turn, drawn: false, stop.Token));
            foreach (var (at, missing) in Gaps.Of(begun))
                await foreach (var turn in _session.Draw(begin + at, missing, stop.Token))
                {
                    Turns(turn.Rollout).Keep([], null, turn);
                    under.Add(Converse(turn, drawn: true, stop.Token));
                }

            foreach (var draft in await Task.WhenAll(under)) drafts[draft.Generation.Rollout - first] = draft;
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(under).ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private ToolTurns Turns(int rollout) => new(tools.Replies, idOf(rollout));

    private async Task<Draft> Converse(Generation first, bool drawn, CancellationToken cancel)
    {
        var conversation = new ToolConversation(tools, _session!, first, Turns(first.Rollout), drawn);
        var draft = await conversation.Run(cancel);
        if (draft.Generation.Finish != FinishReason.Error) tools.Replies?.Keep(idOf(first.Rollout), Write(draft));
        return draft;
    }

    private Draft? Kept(int rollout)
    {
        using var reply = tools.Replies?.Take(idOf(rollout));
        if (reply is null) return null;
        var e = reply.RootElement;
        var transcript = ToolTranscript.Read(e.GetProperty("transcript"));
        var generation = new Generation(rollout, transcript.Text, [], Enum.Parse<FinishReason>(e.GetProperty("finish").GetString()!), e.GetProperty("input_tokens").GetInt32(), e.GetProperty("generated_tokens").GetInt32());
        return new Draft(generation, transcript);
    }

    private static byte[] Write(Draft draft) => RowEdit.Json(w =>
    {
        w.WriteStartObject();
        w.WriteString("finish", draft.Generation.Finish.ToString());
        w.WriteNumber("input_tokens", draft.Generation.InputTokens);
        w.WriteNumber("generated_tokens", draft.Generation.GeneratedTokens);
        w.WritePropertyName("transcript");
        draft.Tools!.Write(w);
        w.WriteEndObject();
    });

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
    }
}
