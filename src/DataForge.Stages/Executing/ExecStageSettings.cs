using DataForge.Core;

namespace DataForge.Stages;

/// <summary>How code is run.</summary>
/// <param name="CodeFields">Fields that may hold the code.</param>
/// <param name="Modules">Modules that code may import; null sets no bound.</param>
/// <param name="WithSeconds">Writes how long it took, which differs from run to run.</param>
public sealed record ExecStageSettings(IReadOnlyList<string> CodeFields, CodeStyle Style, CodeLimits Limits, bool WithSeconds, IReadOnlyList<string>? Modules = null);
