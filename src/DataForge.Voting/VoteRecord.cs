using DataForge.Core;

namespace DataForge.Voting;

/// <summary>The record of one problem's vote, as <c>--votes</c> writes it.</summary>
public static class VoteRecord
{
    /// <param name="expected">Gold answer; null when there is none.</param>
    /// <param name="isCorrect">Whether the winner is right, where that is known.</param>
    public static Row Of(string problemId, VoteResult vote, VoteSettings settings, string? expected, bool? isCorrect) => Row.Empty.With(e =>
    {
        e.Set("problem_id", problemId).Set("method", settings.Method).Set("weight", settings.WeightName);
        if (settings.NeedsScores && settings.Scale != 1) e.Set("weight_scale", settings.Scale);
        e.Set("answer", vote.Winner?.Answer);
        e.Write("votes", w =>
        {
            w.WriteStartArray();
            foreach (var answer in vote.Answers)
            {
                w.WriteStartObject();
                w.WriteString("answer_key", answer.Key);
                w.WriteString("answer", answer.Answer);
                w.WriteNumber("count", answer.Count);
                w.WriteNumber("weight", vote.LogScale == 0 ? answer.Weight : answer.Weight * Math.Exp(vote.LogScale));
                if (vote.LogScale != 0 && answer.Weight > 0) w.WriteNumber("log_weight", Math.Log(answer.Weight) + vote.LogScale);
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
        e.Set("total_votes", vote.TotalVotes).Set("no_answer", vote.NoAnswer).Set("unfinished", vote.Unfinished);
        e.Set("share", vote.Share).Set("margin", vote.Margin).Set("tied", vote.Tied);
        if (vote.Tied && vote.Abstained is null) e.Set("tie_break", "lowest_rollout");
        e.Set("abstained", vote.Abstained).Set("expected_answer", expected).Set("is_correct", isCorrect);
    });
}
