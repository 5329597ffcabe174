using System.Globalization;
using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Interactions of all users, as numbers, in the order of users and times.</summary>
/// <remarks>Memory: 32 bytes an interaction, and each user's and item's name once.</remarks>
internal sealed class InteractionLog
{
    private readonly record struct Event(int User, int Item, double Time, float Reward);

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
        Array.Sort(order, (a, b) => _events[a].User != _events[b].User ? _events[a].User.CompareTo(_events[b].User) : _events[a].Time != _events[b].Time ? _events[a].Time.CompareTo(_events[b].Time) : a.CompareTo(b));
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
    private static double Time(Row row, string field)
    {
        var text = Text(row, field);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return date.ToUnixTimeMilliseconds() / 1000.0;
        throw ForgeException.BadRecord(row.Path, row.Line, $"field \"{field}\": expected a number or a date as 2026-01-31T12:00:00Z, found \"{Printable.Line(text, 60)}\"");
    }
}
