using DataForge.Core;
using DataForge.Synthesis;

namespace DataForge.Stages;

/// <summary>One sample that calls code: turn, call, output, turn, as the protocol says.</summary>
/// <param name="session">Goes on behind <paramref name="first"/>.</param>
/// <param name="drawn">Whether the session drew it; else it takes it over where it has to go on.</param>
internal sealed class ToolConversation(ToolSettings tools, IGenerationSession session, Generation first, ToolTurns kept, bool drawn)
{
    private readonly List<KnownTurn> _turns = [new(null, false, first)];
    private bool _known = drawn;

    private readonly ToolProtocol _protocol = tools.Protocol;
    private readonly ToolTranscript _transcript = new();
    private readonly List<string> _blocks = [];

    public async Task<Draft> Run(CancellationToken cancel)
    {
        var (turn, tokens) = (first, 0);
        while (true)
        {
            if (turn.Finish == FinishReason.Error) return new Draft(turn with { Rollout = first.Rollout, InputTokens = first.InputTokens, GeneratedTokens = tokens }, _transcript);
            tokens += turn.GeneratedTokens;
            var (text, calls) = Read(turn);
            var used = _transcript.Calls.Count == _protocol.Calls;
            _transcript.Write(text);
            if (!calls || used) return Ended(calls ? FinishReason.ToolLimit : turn.Finish, tokens);
            var added = await Call(cancel);
            _transcript.Give(added);
            if (_transcript.Calls.Count == _protocol.Calls && _protocol.AtLimit is { } end)
            {
                _transcript.Give(end);
                return Ended(FinishReason.ToolLimit, tokens);
            }

            turn = await Next((_protocol.Restored ?? "") + added, cancel);
        }
    }

    private async Task<Generation> Next(string added, CancellationToken cancel)
    {
        var trimmed = _protocol.Restored is null;
        if (kept.Take(first.Rollout, _turns, added) is { } earlier)
        {
            _turns.Add(new KnownTurn(added, trimmed, earlier));
            _known = false;
            return earlier;
        }

        if (!_known) session.Restore(first.Rollout, _turns);
        _known = true;
        var turn = await session.Continue(first.Rollout, added, null, cancel, trimmed);
        kept.Keep(_turns, added, turn);
        _turns.Add(new KnownTurn(added, trimmed, turn));
        return turn;
    }

    private Draft Ended(FinishReason finish, int tokens) => new(new Generation(first.Rollout, _transcript.Text, [], finish, first.InputTokens, tokens), _transcript);

    /// <summary>The turn's text, and whether it calls code.</summary>
    /// <remarks>Where a stop string is part of the call, a turn that opened one and did not close it has stopped there.</remarks>
    private (string Text, bool Calls) Read(Generation turn)
    {
        if (_protocol.Restored is { } restored)
        {
            var open = turn.Text.LastIndexOf(_protocol.Open, StringComparison.Ordinal);
            var calls = turn.Finish == FinishReason.Stop && open >= 0 && turn.Text.IndexOf(_protocol.Close, open, StringComparison.Ordinal) < 0;
            return calls ? (turn.Text + restored, true) : (turn.Text, false);
        }

        var text = turn.Text.TrimEnd();
        return (text, text.EndsWith(_protocol.Close, StringComparison.Ordinal) && (_protocol.Unless is not { } mark || !text.Contains(mark, StringComparison.Ordinal)));
    }

    /// <summary>Runs the last block that the model wrote; returns what goes into the transcript.</summary>
    private async Task<string> Call(CancellationToken cancel)
    {
        var code = CodeBlocks.Last(_transcript.Own, _protocol.Open, _protocol.Close);
        if (!_protocol.KeepsState) _blocks.Clear();
        _blocks.Add(code);
        var results = await tools.Runner.Run(new CodeRequest([.. _blocks], _protocol.Style, tools.Limits), cancel);
        var result = results[^1];
        if (results.Any(r => r.Status is not (ExecutionStatus.Ok or ExecutionStatus.Error))) _blocks.Clear(); // the interpreter has ended, and with it the names
        var shown = ToolText.Of(result, _protocol);
        _transcript.Add(new ToolCall(code, shown, result.Status));
        var left = _protocol.Calls - _transcript.Calls.Count;
        return _protocol.Before + shown + _protocol.After + (_protocol.Remaining?.Replace("{calls}", left.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) ?? "");
    }
}
