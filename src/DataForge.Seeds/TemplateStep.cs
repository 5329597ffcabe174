namespace DataForge.Seeds;

/// <summary>One sentence of a worked solution, said only when its condition holds.</summary>
internal sealed record TemplateStep(Expression? When, TemplateText Text);
