using DataForge.Runs.Planning;

namespace DataForge.Runs.Work;

/// <summary>How far a run is: all workers' events, folded.</summary>
public sealed class RunState
{
    private readonly Dictionary<string, StageState> _stages;
    private readonly EventReader _reader;

    public RunState(Plan plan, WorkFolder work)
    {
        (Plan, Work) = (plan, work);
        _reader = new EventReader(work.Events);
        _stages = plan.Stages.ToDictionary(s => s.Key, s => new StageState(s), StringComparer.Ordinal);
        Refresh();
    }

    public Plan Plan { get; }

    public WorkFolder Work { get; }

    /// <summary>When the run was first started; null before that.</summary>
    public DateTimeOffset? Begun { get; private set; }

    /// <summary>How many times the run was opened.</summary>
    public int Session { get; private set; }

    /// <summary>The latest event.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>How the run ended last; null while it goes on or was killed.</summary>
    public RunEvent? Closed { get; private set; }

    public StageState Of(PlannedStage stage) => _stages[stage.Key];

    public IEnumerable<StageState> Stages => Plan.Stages.Select(Of);

    /// <summary>Parts that changed since the ledger took them last.</summary>
    internal HashSet<(string Key, int Shard)> Changed { get; } = [];

    /// <summary>Takes in what happened since.</summary>
    public void Refresh()
    {
        foreach (var happened in _reader.Next().OrderBy(e => e.Session).ThenBy(e => e.Time))
        {
            Begun ??= happened.Time;
            if (Latest is null || happened.Time > Latest) Latest = happened.Time;
            Session = Math.Max(Session, happened.Session);
            if (happened.Kind is EventKind.Opened or EventKind.Closed)
            {
                Closed = happened.Kind == EventKind.Closed ? happened : null;
                if (happened.Kind == EventKind.Opened)
                    foreach (var stage in _stages.Values) stage.Reopen();
                continue;
            }

            if (!_stages.TryGetValue(happened.Key, out var state) || happened.Shard < 0 || happened.Shard >= state.Stage.Shards) continue; // of an earlier manifest
            state.Take(happened);
            Changed.Add((happened.Key, happened.Shard));
        }
    }

    /// <summary>Every row that later stages need is there.</summary>
    public bool IsComplete(PlannedStage stage) => Of(stage) is var s && (s.DoneShards == stage.Shards || TargetReached(stage));

    /// <summary>The parts from the first on that are done without a gap hold the target's rows.</summary>
    public bool TargetReached(PlannedStage stage)
    {
        if (Plan.Target is not { } target) return false;
        var counted = Plan.Stages.FirstOrDefault(s => s.Name == target.Stage);
        return counted is not null && counted.Group == stage.Group && Of(counted).PrefixRows >= target.Rows && !Of(stage).HasLost;
    }

    /// <summary>The limit that is used up, in words; null when none is.</summary>
    public string? LimitReached(DateTimeOffset now)
    {
        var limits = Plan.Limits;
        if (limits is { Samples: null, Tokens: null, Money: null, Hours: null }) return null;
        var usage = RunUsage.Of(this);
        if (limits.Samples is { } samples && usage.Samples >= samples) return $"samples {usage.Samples:N0} of at most {samples:N0}";
        if (limits.Tokens is { } tokens && usage.Tokens >= tokens) return $"tokens {usage.Tokens:N0} of at most {tokens:N0}";
        if (limits.Money is { } money && usage.Money >= money) return $"money {usage.Money:0.00} of at most {money:0.00}";
        if (limits.Hours is { } hours && Begun is { } begun && (now - begun).TotalHours >= hours) return $"hours {(now - begun).TotalHours:0.00} of at most {hours:0.##}";
        return null;
    }
}

/// <summary>How far a stage is.</summary>
public sealed class StageState(PlannedStage stage)
{
    private readonly RunEvent?[] _done = new RunEvent?[stage.Shards];
    private readonly RunEvent?[] _latest = new RunEvent?[stage.Shards];
    private readonly int[] _attempts = new int[stage.Shards];
    private readonly int[] _deaths = new int[stage.Shards];
    private readonly HashSet<string> _voided = new(StringComparer.Ordinal); // ends that count no more
    private int _prefix;

    public PlannedStage Stage => stage;

    /// <summary>Parts whose output is whole.</summary>
    public int DoneShards { get; private set; }

    /// <summary>Rows of the parts from the first on that are done without a gap.</summary>
    public long PrefixRows { get; private set; }

    public bool IsDone(int shard) => _done[shard] is not null;

    public RunEvent? Done(int shard) => _done[shard];

    public RunEvent? LatestOf(int shard) => _latest[shard];

    public int Attempts(int shard) => _attempts[shard];

    /// <summary>Times that its program was ended by a signal since the run was opened.</summary>
    public int Deaths(int shard) => _deaths[shard];

    /// <summary>Parts that failed one after the other, with none that ended well between, since the run was opened.</summary>
    public int FailuresInARow { get; private set; }

    /// <summary>Parts that failed and are not to be tried again.</summary>
    public IEnumerable<RunEvent> Failures => _latest.OfType<RunEvent>().Where(e => (e.Kind is EventKind.Failed || (e.Kind is EventKind.GateFailed && !stage.GoesOnAfterGate)) && !IsDone(e.Shard));

    /// <summary>Gates that failed and were passed over.</summary>
    public IEnumerable<RunEvent> Gates => _done.OfType<RunEvent>().Where(e => e.Kind == EventKind.GateFailed);

    public bool HasFailed(int shard) => !IsDone(shard) && _latest[shard]?.Kind is EventKind.Failed or EventKind.GateFailed;

    /// <summary>The figures of all parts that are done.</summary>
    public IEnumerable<ShardFigures> Figures => _done.OfType<RunEvent>().Select(d => d.Figures!);

    /// <summary>What parts spent, for costs: those done, and those whose gate failed. A part that was tried again counts once what a later attempt took over from an earlier one.</summary>
    internal List<RunEvent> Spent { get; } = [];

    /// <summary>What a part has spent as its attempts told; null where none told.</summary>
    internal ShardFigures? SpentOn(int shard) => _spent[shard] is var at and > 0 ? Spent[at - 1].Figures : null;

    private readonly int[] _spent = new int[stage.Shards]; // place in Spent, from 1

    /// <summary>All that happened to a part, in order.</summary>
    internal IReadOnlyList<RunEvent> History(int shard) => _history[shard] ?? [];

    private readonly List<RunEvent>?[] _history = new List<RunEvent>?[stage.Shards];

    /// <summary>What each worker takes for a part.</summary>
    internal PartTimes Times { get; } = new();

    /// <summary>Of all attempts at all parts.</summary>
    internal double Seconds { get; private set; }

    internal void Take(RunEvent happened)
    {
        Seconds += happened.Seconds;
        var shard = happened.Shard;
        _latest[shard] = happened;
        (_history[shard] ??= []).Add(happened);
        if (happened.Kind == EventKind.Started) _attempts[shard]++;
        if (happened.Kind == EventKind.Died) _deaths[shard]++;
        if (happened.Kind == EventKind.Lost) Void(happened);
        if (happened.Kind == EventKind.Failed) FailuresInARow++;
        else if (happened.Kind == EventKind.Done) FailuresInARow = 0;
        if (happened.Figures is not null) Spend(happened, happened.Figures);
        var isDone = happened.Kind == EventKind.Done || (happened.Kind == EventKind.GateFailed && stage.GoesOnAfterGate);
        if (isDone) Times.Add(happened.Worker, happened.Seconds);
        if (!isDone || _voided.Contains(Key(happened.Shard, happened.Id))) return;
        if (_done[shard] is null) DoneShards++;
        _done[shard] = happened;
        _lost.Remove(shard);
        for (; _prefix < _done.Length && _done[_prefix] is { } whole; _prefix++) PrefixRows += whole.Figures!.RowsOut;
    }

    /// <summary>True while a part that had ended is open again.</summary>
    public bool HasLost => _lost.Count > 0;

    private readonly HashSet<int> _lost = [];

    /// <summary>Parts that were opened again, in the order of their events.</summary>
    internal List<RunEvent> Lost { get; } = [];

    private void Void(RunEvent lost)
    {
        var shard = lost.Shard;
        Lost.Add(lost);
        foreach (var id in lost.Voids ?? []) _voided.Add(Key(shard, id));
        if (_done[shard] is not { } done || !_voided.Contains(Key(shard, done.Id))) return;
        _done[shard] = null;
        _lost.Add(shard);
        DoneShards--;
        if (shard >= _prefix) return;
        _prefix = shard;
        PrefixRows = _done.Take(shard).Sum(d => d!.Figures!.RowsOut);
    }

    private static string Key(int shard, string id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{shard} {id}");

    /// <summary>Tokens of replies that an attempt took over are among its own, and the calls behind them were made by an earlier one.</summary>
    private void Spend(RunEvent happened, ShardFigures figures)
    {
        var at = _spent[happened.Shard] - 1;
        var before = at >= 0 && figures.CallsKept > 0 ? Spent[at] : null;
        var spent = happened with { Figures = figures with { Calls = figures.Calls + Math.Max(before?.Figures!.Calls ?? 0, figures.CallsKept) }, Seconds = happened.Seconds + (before?.Seconds ?? 0) };
        if (before is not null)
        {
            Spent[at] = spent;
            return;
        }

        Spent.Add(spent);
        _spent[happened.Shard] = Spent.Count;
    }

    /// <summary>The run is gone on with: what failed is tried again.</summary>
    internal void Reopen()
    {
        FailuresInARow = 0;
        for (var i = 0; i < _latest.Length; i++)
        {
            _deaths[i] = 0;
            if (HasFailed(i)) _latest[i] = null;
        }
    }
}
