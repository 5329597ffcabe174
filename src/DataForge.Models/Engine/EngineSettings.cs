using DataForge.Core;

namespace DataForge.Models.Engine;

/// <summary>Bounds of one open model.</summary>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Threads">Threads of one step; 0 takes all cores.</param>
/// <param name="Slots">Sequences decoded together; 0 takes as many as the memory holds.</param>
/// <param name="ContextTokens">Most tokens of a sequence; 0 is the model's own limit.</param>
/// <param name="KeptBytes">Most memory for keys and values kept outside the slots.</param>
/// <param name="DeviceId">Which of several cards, from 0.</param>
/// <param name="Spin">Whether idle threads spin: faster alone, harmful beside other model processes.</param>
internal sealed record EngineSettings(string Device = "cpu", int Threads = 0, int Slots = 32, int ContextTokens = 0, bool Spin = true, long KeptBytes = BackendSettings.DefaultPrefixCacheBytes, int DeviceId = 0);
