using System.Text.Json;
using DataForge.Core;
using DataForge.Models.OpenAi;

namespace DataForge.Models.Batches;

/// <summary>Files for <c>vllm run-batch</c>: nothing is sent; a batch has ended once its file of results is there.</summary>
internal sealed class RunBatchFiles(string model, ServerTemplate? template) : BatchModel(model, "vllm-run-batch")
{
    private readonly ServedModel _served = new(model, model, Dialect.Vllm);

    public override string Service => "vllm run-batch";

    public override BatchLimits Limits { get; } = new(long.MaxValue, long.MaxValue);

    protected override ServerTemplate? Template => template;

    public override byte[] Line(string id, GenerationRequest request, int rollout) => OpenAiLines.Write(_served, id, request, rollout, template);

    protected override BatchReply Read(string id, JsonElement line) => OpenAiLines.Read(id, line);

    public override Task<string?> Find(BatchFile file, IReadOnlySet<string> known, CancellationToken cancel) => Task.FromResult<string?>(null);

    public override Task<string> Send(BatchFile file, CancellationToken cancel) => Task.FromResult($"vllm run-batch -i {file.Path} -o {file.Results} (model {Model})");

    public override Task<BatchProgress> Progress(BatchFile file, string id, CancellationToken cancel) => Task.FromResult(new BatchProgress(File.Exists(file.Results), 0, $"waits for {file.Results}"));

    public override Task<string?> Fetch(BatchFile file, string id, string path, CancellationToken cancel) => throw new InvalidOperationException("the results are put there by somebody else");
}
