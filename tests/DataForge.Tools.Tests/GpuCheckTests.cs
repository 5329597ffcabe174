using System.Buffers.Binary;
using System.Text.Json;

namespace DataForge.Tests.Tools;

/// <summary>The prepared check of the CUDA provider, where there is no card: it says so and leaves nothing behind. Its parts are rehearsed by tests/gpu.sh --rehearse.</summary>
public sealed class GpuCheckTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("forge-gpu-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(null, "gpu.sh: no NVIDIA card: nvidia-smi was not found; this check runs on a machine with a card and its driver (--rehearse tries the script on the CPU)\n")]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9", "gpu.sh: no NVIDIA card: nvidia-smi says: NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.\n")]
    [InlineData("exit 0", "gpu.sh: no NVIDIA card: nvidia-smi says: \n")]
    public void Without_a_card_it_ends_before_anything_is_built(string? nvidiaSmi, string said)
    {
        var script = Copy();
        if (nvidiaSmi is not null)
        {
            File.WriteAllText(Path.Combine(_folder, "path", "nvidia-smi"), $"#!/bin/sh\n{nvidiaSmi}\n");
            File.SetUnixFileMode(Path.Combine(_folder, "path", "nvidia-smi"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var result = Run(script, "");
        Assert.Equal((2, said), (result.ExitCode, result.Error));
        Assert.Equal(["path", "tests"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_part_that_it_does_not_have_is_told_those_it_has()
    {
        var script = Copy();
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.WriteAllText(Path.Combine(_folder, "bin", "forge"), "");
        File.SetUnixFileMode(Path.Combine(_folder, "bin", "forge"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var result = Run(script, "--rehearse sped");
        Assert.Equal((2, "gpu.sh: sped: expected build, libraries, agreement, speed, demo or memcheck\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_model_beyond_the_tolerance_exits_with_1_and_still_gives_its_row()
    {
        var run = ToolRun.Run("forge-model", ["check", Path.Combine(SharedData.Repository, "corpora", "models", "forge-nano"), "--precision", "int4", "--tolerance", "0.000001"]);
        Assert.Equal(1, run.ExitCode);
        using var row = JsonDocument.Parse(run.Out);
        Assert.Equal(("int4", 55, false), (row.RootElement.GetProperty("precision").GetString(), row.RootElement.GetProperty("positions").GetInt32(), row.RootElement.GetProperty("holds").GetBoolean()));
        Assert.Contains("from fp32 on the CPU; 1E-06 is allowed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_random_checkpoint_of_the_speed_table_is_one_that_is_read()
    {
        if (ToolRun.Shell("command -v python3").ExitCode != 0) Assert.Skip("python3 is not installed");
        var made = ToolRun.Shell($"python3 {Path.Combine(SharedData.Repository, "tests", "random_qwen2.py")} 0.1B {_folder}/m");
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        var inspected = ToolRun.Shell($"forge-model inspect {_folder}/m", environment: new Dictionary<string, string?> { ["DATAFORGE_CACHE"] = Path.Combine(_folder, "cache") });
        using var row = JsonDocument.Parse(inspected.Out);
        Assert.Equal((4, 512, 27_660_800L), (row.RootElement.GetProperty("layers").GetInt32(), row.RootElement.GetProperty("hidden").GetInt32(), row.RootElement.GetProperty("parameters").GetInt64()));
        using var file = File.OpenRead(Path.Combine(_folder, "m", "model.safetensors"));
        var length = new byte[8];
        file.ReadExactly(length);
        Assert.True(file.Length > BinaryPrimitives.ReadInt64LittleEndian(length) + 2 * 27_660_800L);
    }

    /// <summary>The script in a folder of its own, beside a path of the few programs that it needs.</summary>
    private string Copy()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tests"));
        foreach (var name in (string[])["bash", "dirname", "head", "sh", "echo"]) Link(name);
        var script = Path.Combine(_folder, "tests", "gpu.sh");
        File.Copy(Path.Combine(SharedData.Repository, "tests", "gpu.sh"), script);
        return script;
    }

    private void Link(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "path"));
        File.CreateSymbolicLink(Path.Combine(_folder, "path", name), $"/bin/{name}");
    }

    private ToolResult Run(string script, string arguments) => ToolRun.Shell($"PATH={_folder}/path exec bash {script} {arguments}");
}
