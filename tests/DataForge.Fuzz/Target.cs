namespace DataForge.Tests.Fuzz;

/// <summary>A reader of untrusted bytes: whatever it is given, it returns or throws a ForgeException, in bounded time and memory.</summary>
/// <param name="Seeds">Sound inputs to mutate.</param>
/// <param name="Words">Pieces of the format that the mutator puts in.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Words, Action<byte[]> Run);
