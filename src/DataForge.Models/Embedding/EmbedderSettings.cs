namespace DataForge.Models;

/// <summary>Which embedding model, and how it runs.</summary>
/// <param name="Model">A Hugging Face folder of a BERT encoder, or the name of a model beside the programs.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Precision"><c>int8</c> or <c>fp32</c>; null takes int8 on the CPU and fp32 on CUDA.</param>
/// <param name="DeviceId">Which of several cards, from 0.</param>
public sealed record EmbedderSettings(string Model, string Device = "cpu", string? Precision = null, int DeviceId = 0);
