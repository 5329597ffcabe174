using System.Runtime.InteropServices;

using DataForge.Core;
using DataForge.Models.Engine;
using DataForge.Models.Onnx;

namespace DataForge.Models.Tests.Engine;

/// <summary>How ONNX Runtime is started in this process.</summary>
public sealed partial class RuntimeStart
{
    [Fact]
    public void The_version_is_the_one_that_sample_ids_were_recorded_with()
    {
        OrtNatives.Require();
        Assert.Equal("1.31.0", OrtNatives.Version);
    }

    [Fact]
    public void The_runtimes_telemetry_is_off_before_it_loads()
    {
        OrtNatives.Require();
        Assert.Equal("1", Marshal.PtrToStringUTF8(getenv("ORT_DISABLE_TELEMETRY")));
    }

    [Fact]
    public void Cuda_on_a_build_without_it_names_the_command_that_makes_one() =>
        Assert.Equal(
            "--device cuda: this is a build without libonnxruntime_providers_cuda.so; make one with: make gpu",
            Assert.Throws<ForgeException>(() => SessionFactory.Memory("cuda")).Message);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint getenv(string name);
}
