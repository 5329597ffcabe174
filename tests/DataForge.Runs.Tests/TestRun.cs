using DataForge.Core;
using DataForge.Runs;
using DataForge.Runs.Manifests;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;

namespace DataForge.Tests.Runs;

/// <summary>A manifest in a folder of its own, run with programs of the system in place of tools.</summary>
internal sealed class TestRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runs-").FullName;

    public TestRun(string manifest, string rows = "")
    {
        Write("run.yaml", manifest);
        Write("rows.jsonl", rows);
    }

    public WorkFolder Work => new(Path.Combine(_folder, "work"));

    public Said Report { get; } = new();

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    public Manifest Manifest(params (string, string)[] settings) => ManifestReader.Read(PathOf("run.yaml"), settings.ToDictionary(s => s.Item1, s => s.Item2));

    public Plan Plan(params (string, string)[] settings) => new Planner(AppContext.BaseDirectory).Make(Manifest(settings));

    /// <summary>What is wrong with the manifest, without the folder.</summary>
    public string[] Faults(params (string, string)[] settings) =>
        Assert.Throws<ForgeException>(() => Plan(settings)).Message.Replace(_folder + "/", "", StringComparison.Ordinal).Split('\n');

    public Task<ExitCode> Run(bool acceptChanges = false, string? ledger = null, TimeProvider? time = null) =>
        new RunCoordinator(Plan(), Work, new RunSettings(1, ledger) { AcceptChanges = acceptChanges, AcceptChangesName = "--accept-changes" }, Report, time ?? TimeProvider.System, CancellationToken.None).Run();

    public string[] Output(string stage)
    {
        var plan = DataForge.Runs.Planning.Plan.Read(Work.PlanFile);
        return [.. Work.WholeFiles(plan, plan.Stage(stage)).SelectMany(File.ReadAllLines)];
    }

    public static string Rows(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"{{\"problem_id\":\"p{i}\",\"n\":{i}}}\n"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal sealed class Said : IRunReport, IRunProgress
    {
        public List<string> Lines { get; } = [];

        public string Tool => "forge run";

        public TimeProvider Time => TimeProvider.System;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public long Count => 0;

        public void Write(string text) => Lines.Add(text.TrimEnd('\n'));

        public void Say(string message) => Lines.Add(message);

        public void Warn(string message) => Lines.Add("warning: " + message);

        public void Gate(string message) => Lines.Add("gate failed: " + message);

        public IRunProgress Begin(string unit, Func<long?>? total = null) => this;

        public void Add(long count = 1, Func<string>? note = null) { }

        public void Dispose() { }
    }
}
