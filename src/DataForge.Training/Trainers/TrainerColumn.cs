namespace DataForge.Training;

/// <summary>A column that a trainer's loader reads.</summary>
/// <param name="Kind">
/// <c>text</c>, <c>integer</c>, <c>number</c>, <c>messages</c> (a list of objects with role and content, both texts), <c>message</c> (one of them), <c>texts</c>, <c>flags</c>,
/// <c>completions</c> (a list of objects with rank and completion) or <c>object</c>.
/// </param>
/// <param name="Ends">The role of the last message; null where it does not matter.</param>
/// <param name="Members">Texts or integers that an object must hold, each as <c>name:kind</c>.</param>
public sealed record TrainerColumn(string Name, string Kind, string? Ends = null, bool IsRequired = true, IReadOnlyList<string>? Members = null);
