using System.Globalization;

namespace DataForge.Core;

/// <summary>Lengths of time in words.</summary>
public static class Durations
{
    /// <summary><c>4.0 s</c>, <c>12 s</c>, <c>3 min 10 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Text(double seconds) => Text(TimeSpan.FromSeconds(seconds));

    /// <inheritdoc cref="Text(double)"/>
    public static string Text(TimeSpan span) => span.TotalSeconds switch
    {
        < 10 => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 60 => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s",
        < 3600 => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        _ => $"{(int)span.TotalHours} h {span.Minutes} min",
    };
}
