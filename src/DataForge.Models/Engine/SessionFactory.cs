using DataForge.Core;
using DataForge.Models.Onnx;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Opens graphs on a device.</summary>
internal static class SessionFactory
{
    /// <exception cref="ForgeException">The runtime or the device's provider is missing, or the graph does not load.</exception>
    public static InferenceSession Open(string path, EngineSettings settings)
    {
        OrtNatives.Require();
        using var options = new SessionOptions();
        options.IntraOpNumThreads = settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        options.InterOpNumThreads = 1;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        if (!settings.Spin) options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            return new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ForgeException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Memory for keys and values on a device.</summary>
    public static SlotMemory Memory(string device) => new HostMemory();
}
