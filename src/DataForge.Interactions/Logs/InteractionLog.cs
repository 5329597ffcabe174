using System.Globalization;
using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Interactions of all users, as numbers, in the order of users and times.</summary>
/// <remarks>Memory: 48 bytes an interaction, and each user's and item's name once.</remarks>
internal sealed class InteractionLog
{
    /// <summary>A time to the full precision it was written with: the rounded number orders all, the exact one those that are equal once rounded.</summary>
    private readonly record struct Moment(double Rounded, decimal Exact) : IComparable<Moment>
    {
        public int CompareTo(Moment other) => Rounded != other.Rounded ? Rounded.CompareTo(other.Rounded) : Exact.CompareTo(other.Exact);
    }

    private readonly record struct Event(int User, int Item, Moment Time, float Reward);

    private readonly List<Event> _events = [];
    private readonly Names _users = new(), _items = new();

    /// <summary>Interactions of each item.</summary>
    public List<int> Counts { get; } = [];

    public string Item(int number) => _items.Of(number);

    public int Items => _items.Count;

    public int Interactions => _events.Count;

    /// <exception cref="ForgeException">A field is missing or of another kind, or its event has no reward.</exception>
    public void Add(Row row, LogFields fields)
    {
        var (user, item, what) = (Text(row, fields.User), Text(row, fields.Item), Text(row, fields.Event));
        if (!fields.Rewards.TryGetValue(what, out var reward))
            throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{fields.Event}\": expected an event that a reward was given for ({string.Join(", ", fields.Rewards.Keys)}), found \"{what}\"");
        var time = Time(row, fields.Time);
        var number = _items.Number(item);
        if (number == Counts.Count) Counts.Add(0);
        Counts[number]++;
        _events.Add(new Event(_users.Number(user), number, time, (float)reward));
    }

    /// <summary>Each user's interactions by time, those of the same time as they came; users as they first came.</summary>
    public IEnumerable<Trajectory> Trajectories()
    {
        var order = new int[_events.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => _events[a].User.CompareTo(_events[b].User) is not 0 and var user ? user : _events[a].Time.CompareTo(_events[b].Time) is not 0 and var time ? time : a.CompareTo(b));
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && _events[order[end]].User == _events[order[start]].User) end++;
            var own = order[start..end];
            yield return new Trajectory(_users.Of(_events[own[0]].User), [.. own.Select(i => _events[i].Item)], [.. own.Select(i => _events[i].Reward)]);
            start = end;
        }
    }

    private static string Text(Row row, string field) =>
        row.TextOrNumber(field) is { Length: > 0 } text ? text : throw ForgeException.BadRecord(row.Path, row.Line, $"expected a text or number in \"{field}\", found {(row.Has(field) ? "nothing" : "no such field")}");

    /// <summary>A number, in whatever unit, or a date and time as ISO 8601 writes them.</summary>
    private static Moment Time(Row row, string field)
    {
        var text = Text(row, field);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return new Moment(number, decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : 0);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return (date - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond is var seconds ? new Moment((double)seconds, seconds) : default;
        throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a number or a date as 2026-01-31T12:00:00Z, found \"{Printable.Line(text, 60)}\"");
    }
}
