using DataForge.Models.Benchmarks;

return args switch
{
    ["invariance", var model, .. var precisions] => InvarianceCheck.Run(model, precisions is [] ? ["fp32", "int8", "int4"] : precisions),
    [var model, var llama, .. var rest] => DecodeBenchmark.Run(model, llama, rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: DataForge.Models.Benchmarks MODEL.gguf LLAMA_DIR [--check] [--rounds N] [--threads N]");
    Console.Error.WriteLine("       DataForge.Models.Benchmarks invariance MODEL [fp32] [int8] [int4]");
    Console.Error.WriteLine("LLAMA_DIR holds libllama.*.so, as bins/linux-x64 of the npm package @node-llama-cpp/linux-x64 3.22.1");
    return 2;
}
