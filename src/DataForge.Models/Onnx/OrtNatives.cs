using System.Runtime.InteropServices;

using DataForge.Core;

using Microsoft.ML.OnnxRuntime;

namespace DataForge.Models.Onnx;

/// <summary>Starts ONNX Runtime when the first session opens, and not before: a tool that loads no model never touches the library.</summary>
/// <remarks>The published builds of ONNX Runtime send usage data over the network unless <c>ORT_DISABLE_TELEMETRY</c> is in the process's
/// environment before the library is loaded. It is set here always: nothing that this suite does leaves the machine unasked.</remarks>
internal static partial class OrtNatives
{
    private const string Library = "libonnxruntime.so";
    private const string CudaLibrary = "libonnxruntime_providers_cuda.so";

    private static readonly Lazy<OrtEnv> Environment = new(Start);

    /// <summary>ONNX Runtime's version as it calls itself, such as 1.31.0.</summary>
    /// <exception cref="ForgeException">The library is missing or does not load.</exception>
    public static string Version => Environment.Value.GetVersionString();

    /// <summary>Loads the library, with its telemetry off.</summary>
    /// <exception cref="ForgeException">The library is missing or does not load.</exception>
    public static void Require() => _ = Environment.Value;

    /// <summary>Makes sure that this is a build with the CUDA provider.</summary>
    /// <exception cref="ForgeException">It is not.</exception>
    public static void RequireCuda()
    {
        Require();
        if (!OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            throw new ForgeException($"--device cuda: this is a build without {CudaLibrary}; make one with: make gpu");
    }

    private static OrtEnv Start()
    {
        // .NET's own SetEnvironmentVariable does not reach native code
        if (setenv("ORT_DISABLE_TELEMETRY", "1", 1) != 0)
            throw new ForgeException("ORT_DISABLE_TELEMETRY cannot be set: " + Marshal.GetLastPInvokeErrorMessage());
        try
        {
            return OrtEnv.Instance();
        }
        catch (Exception e) when ((e.InnerException ?? e) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new ForgeException($"{Library}, which belongs beside the programs, does not load: {(e.InnerException ?? e).Message.Split('\n')[0]}; install the suite again", e);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
}
