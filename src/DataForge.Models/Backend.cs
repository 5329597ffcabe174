using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models;

/// <summary>Opens the model that the settings name, wherever it runs.</summary>
public static class Backend
{
    /// <exception cref="ForgeException">The model or the server cannot be used.</exception>
    public static async Task<IGenerator> OpenGenerator(BackendSettings settings, CancellationToken cancel) =>
        settings.Endpoint is not null ? await OpenAiGenerator.Open(settings, cancel) : throw NoEngine();

    private static ForgeException NoEngine() => new("--endpoint: expected a server's address; this build runs no model in its own process");
}
