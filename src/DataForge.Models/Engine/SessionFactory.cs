using DataForge.Core;
using DataForge.Models.Import;
using DataForge.Models.Onnx;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Engine;

/// <summary>Opens graphs on a device.</summary>
internal static class SessionFactory
{
    /// <param name="tail">Adds the sampling tail.</param>
    /// <exception cref="ForgeException">The runtime or the device's provider is missing, or the graph does not load.</exception>
    /// <exception cref="OperationCanceledException">The token was set before the graph was loaded.</exception>
    public static InferenceSession Open(ImportedModel model, EngineSettings settings, bool tail, CancellationToken cancel)
    {
        OrtNatives.Require();
        using var options = new SessionOptions();
        options.IntraOpNumThreads = settings.Threads > 0 ? settings.Threads : Environment.ProcessorCount;
        options.InterOpNumThreads = 1;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        using var registration = cancel.UnsafeRegister(o => ((SessionOptions)o!).SetLoadCancellationFlag(true), options);
        if (!settings.Spin) options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            if (settings.Device == "cuda") AddCuda(options, settings.DeviceId);
            if (!tail) return new InferenceSession(model.GraphPath, options);
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", model.Directory);
            return new InferenceSession(SamplingTail.Append(File.ReadAllBytes(model.GraphPath), model.Config.Vocabulary), options);
        }
        catch (OnnxRuntimeException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("the loading was interrupted", e, cancel);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ForgeException($"{model.GraphPath}: {e.Message}", e);
        }
    }

    /// <summary>Memory for keys, values and logits on a device.</summary>
    /// <exception cref="ForgeException">The runtime or the device's provider is missing.</exception>
    public static SlotMemory Memory(string device, int deviceId = 0)
    {
        OrtNatives.Require();
        if (device != "cuda") return new HostMemory();
        OrtNatives.RequireCuda();
        return new CudaMemory(deviceId);
    }

    internal static void AddCuda(SessionOptions options, int deviceId)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = $"{deviceId}", ["arena_extend_strategy"] = "kSameAsRequested" });
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
