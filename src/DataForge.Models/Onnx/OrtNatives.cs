using System.Runtime.InteropServices;
using System.Runtime.Loader;

using DataForge.Core;

namespace DataForge.Models.Onnx;

/// <summary>Finds <c>libonnxruntime.so</c> when the first session opens, and not before: a tool that loads no model never touches it.</summary>
/// <remarks>Looks beside the binary, then into <c>node_modules</c> of every directory above it.</remarks>
internal static class OrtNatives
{
    private const string Library = "libonnxruntime.so";
    private const string Package = "node_modules/com.github.asus4.onnxruntime/Plugins/Linux/x64";
    private const string CudaLibrary = "libonnxruntime_providers_cuda.so";

    private static readonly Lock Gate = new();
    private static string? _path;

    /// <summary>Makes the native library known to the runtime.</summary>
    /// <exception cref="ForgeException">The library is nowhere; the message names the command that installs it.</exception>
    public static void Require()
    {
        lock (Gate)
        {
            if (_path is not null) return;
            var path = Find(AppContext.BaseDirectory, Package, Library)
                ?? throw new ForgeException($"{Library} is neither beside this program nor in node_modules above it; install it with: npm ci --ignore-scripts");
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
                name is "onnxruntime" or Library ? NativeLibrary.Load(path) : 0;
            _path = path;
        }
    }

    /// <summary>Makes sure that the CUDA provider lies beside the library, where the library looks for it.</summary>
    /// <exception cref="ForgeException">It is not installed.</exception>
    public static void RequireCuda()
    {
        Require();
        var folder = Path.GetDirectoryName(_path!)!;
        if (!File.Exists(Path.Combine(folder, CudaLibrary)))
            throw new ForgeException($"--device cuda: {CudaLibrary} does not lie beside {_path}; install it with: make gpu");
    }

    internal static string? Find(string start, string package, string library)
    {
        var beside = Path.Combine(start, library);
        if (File.Exists(beside)) return beside;
        for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, package, library) is var path && File.Exists(path))
                return path;
        return null;
    }
}
