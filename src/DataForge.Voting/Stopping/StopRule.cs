using System.Globalization;

namespace DataForge.Voting;

/// <summary>When enough samples of a problem were drawn. A pure function of the samples: what is under way, its order and its batches do not enter.</summary>
public abstract class StopRule(string name)
{
    /// <summary>As it is given: <c>beta:0.95</c>.</summary>
    public string Name => name;

    /// <summary>True for a rule that is fitted on the first problems of a run, of which all samples are drawn.</summary>
    public virtual bool Learns => false;

    /// <summary>True for a rule that compares with the gold answer.</summary>
    public virtual bool NeedsGold => false;

    /// <summary>How sure it is that the leading answer stays the winner, in [0, 1].</summary>
    public virtual double Confidence(StopState state) => BetaTail.LeaderProbability(state.First, state.Second);

    /// <summary>Whether the samples so far are enough. Never before a sample gave an answer.</summary>
    public abstract bool Stops(StopState state);

    /// <summary>The rule of a description.</summary>
    /// <param name="text"><c>fixed</c>, <c>safe</c>, <c>beta:0.95</c>, <c>learned:0.99</c>, <c>esc:4</c> or <c>right:2</c>.</param>
    /// <returns>Null where the text is none.</returns>
    public static StopRule? Parse(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, value) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        var share = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var s) && s is > 0.5 and < 1 ? s : (double?)null;
        var count = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var c) && c is > 0 and <= 4096 ? c : (int?)null;
        return (kind, value, share, count) switch
        {
            ("fixed", null, _, _) => new Fixed(),
            ("safe", null, _, _) => new Safe(),
            ("beta", _, { } p, _) => new Beta(text, p),
            ("learned", _, { } p, _) => new Learned(text, p, null),
            ("esc", _, _, { } window and >= 2) => new Window(text, window),
            ("right", _, _, { } right) => new Right(text, right),
            _ => null,
        };
    }

    /// <summary>This rule after it was fitted; itself where it does not learn.</summary>
    public virtual StopRule With(StopTable table) => this;

    /// <summary>All samples.</summary>
    private sealed class Fixed() : StopRule("fixed")
    {
        public override bool Stops(StopState state) => false;
    }

    /// <summary>The lead is more than the samples that are left can add: the winner is that of all samples.</summary>
    private sealed class Safe() : StopRule("safe")
    {
        public override double Confidence(StopState state) => Stops(state) ? 1 : base.Confidence(state);

        public override bool Stops(StopState state) => state.First > 0 && state.First - state.Second > state.Most - state.Drawn;
    }

    /// <summary>Adaptive-Consistency's Beta criterion (Aggarwal et al. 2023, arXiv:2305.11860, section 3): the chance that the leader is ahead of the second answer.</summary>
    private sealed class Beta(string name, double least) : StopRule(name)
    {
        public override bool Stops(StopState state) => state.First > 0 && Confidence(state) >= least;
    }

    /// <summary>The share of earlier problems whose leader won in the end from there, drawn towards the Beta criterion's value with the weight of three problems.</summary>
    private sealed class Learned(string name, double least, StopTable? table) : StopRule(name)
    {
        public override bool Learns => table is null;

        public override StopRule With(StopTable fitted) => new Learned(Name, least, fitted);

        public override double Confidence(StopState state) => table?.Probability(state) ?? base.Confidence(state);

        public override bool Stops(StopState state) => table is not null && state.First > 0 && Confidence(state) >= least;
    }

    /// <summary>Early-stopping self-consistency (Li et al. 2024, arXiv:2401.10480): all samples of one window agree. Windows do not overlap.</summary>
    private sealed class Window(string name, int size) : StopRule(name)
    {
        public override bool Stops(StopState state)
        {
            if (state.Drawn % size != 0 || state.Drawn == 0) return false;
            var key = state.Ballots[^1].Votes ? state.Ballots[^1].Key : null;
            for (var i = state.Drawn - size; i < state.Drawn; i++)
                if (!state.Ballots[i].Votes || state.Ballots[i].Key != key)
                    return false;
            return true;
        }
    }

    /// <summary>So many right ones (DART-Math, Tong et al. 2024, arXiv:2407.13690, section 3: uniform allocation).</summary>
    private sealed class Right(string name, int wanted) : StopRule(name)
    {
        public override bool NeedsGold => true;

        public override bool Stops(StopState state) => state.Right >= wanted;
    }
}
