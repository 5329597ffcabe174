namespace DataForge.Core;

/// <summary>What a row of a finished output says of the call it came from.</summary>
/// <param name="Id">The call's identity.</param>
/// <param name="Difference">How its settings differ from this run's, as <c>temperature "0.7" then, "1" now</c>; null when they do not.</param>
public sealed record EarlierReply(string Id, Generation Generation, string? Difference);
