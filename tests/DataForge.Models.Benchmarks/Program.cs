using DataForge.Models.Benchmarks;

return args is [var model, var llama, .. var rest]
    ? DecodeBenchmark.Run(model, llama, rest)
    : Usage();

static int Usage()
{
    Console.Error.WriteLine("usage: DataForge.Models.Benchmarks MODEL.gguf LLAMA_DIR [--check] [--rounds N] [--threads N]");
    Console.Error.WriteLine("LLAMA_DIR holds libllama.*.so, as bins/linux-x64 of the npm package @node-llama-cpp/linux-x64 3.22.1");
    return 2;
}
