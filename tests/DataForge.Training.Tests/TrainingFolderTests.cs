using System.Diagnostics;
using System.Text.Json;
using DataForge.Answers;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Serving;
using DataForge.Training;

namespace DataForge.Tests.Training;

public sealed class TrainingFolderTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("training-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private string At(string name) => Path.Combine(_work, name);

    private static TrainingTask Task(string name) => Enum.GetValues<TrainingTask>().Single(t => t.Name() == name);

    private static IReadOnlyList<Row> Rows(string folder, string split) =>
        [.. Directory.GetFiles(Path.Combine(folder, "data"), split + "-*").Order(StringComparer.Ordinal).SelectMany(f => RowReader.Open(f))];

    private static string? Python => new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);

    private static (int Code, string Out, string Error) Run(string folder, string program, IEnumerable<string> arguments, string input = "", params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said, error.Result);
    }

    /// <summary>Every file with its content, but none of what is under way.</summary>
    private static Dictionary<string, string> Files(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(99)]
    public void A_folder_that_was_killed_while_files_took_their_places_is_gone_on_with(int moved)
    {
        var folder = At("f");
        Examples.Make(folder, "trl", TrainingTask.Reinforcement);
        var whole = Files(folder);
        var gathered = Directory.CreateDirectory(Path.Combine(folder, "new.part", "data")).Parent!.FullName;
        foreach (var name in whole.Keys.Where(n => n != "manifest.json").Order(StringComparer.Ordinal).Skip(moved)) File.Move(Path.Combine(folder, name), Path.Combine(gathered, name));
        File.Move(Path.Combine(folder, "manifest.json"), Path.Combine(gathered, "manifest.json"));
        File.WriteAllText(Path.Combine(folder, "old.txt"), "of the folder before");
        File.WriteAllText(Path.Combine(gathered, "earlier.json"), $$"""{"format":"{{TrainingFolder.Format}}","files":[{"path":"old.txt"},{"path":"train.sh"}]}""");
        Examples.Folder(folder, "trl", TrainingTask.Reinforcement, 0).Dispose();
        Assert.Equal(whole, Files(folder));
    }

    [Theory]
    [InlineData("../other.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("data/../../other.txt")]
    public void A_manifest_that_lists_a_file_outside_its_folder_is_refused(string path)
    {
        var folder = Directory.CreateDirectory(At("f")).FullName;
        File.WriteAllText(At("other.txt"), "mine");
        File.WriteAllText(Path.Combine(folder, "manifest.json"), $$"""{"format":"{{TrainingFolder.Format}}","files":[{"path":"{{path}}"}]}""");
        var refused = Assert.Throws<ForgeException>(() => Examples.Folder(folder, "trl", TrainingTask.Reinforcement, 0).Dispose());
        Assert.Contains("is no manifest of such a folder (a file outside the folder)", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(At("other.txt")));
    }

    [Theory, MemberData(nameof(TrainerTests.Pairs), MemberType = typeof(TrainerTests))]
    public void A_folder_checks_itself_and_its_scripts_are_well_formed(string trainer, string task)
    {
        var folder = At("f");
        Examples.Make(folder, trainer, Task(task));
        var train = Rows(folder, "train");
        var val = Rows(folder, "val");
        Assert.Equal(30, train.Count + val.Count);
        Assert.NotEmpty(val);
        foreach (var file in (string[])["README.md", "CHECK.md", "check.sh", "check.py", "train.sh", "requirements.txt", "columns.json", "lineage.jsonl", "manifest.json"]) Assert.True(File.Exists(Path.Combine(folder, file)), file);
        Assert.Equal(task == "rl", File.Exists(Path.Combine(folder, "reward.py")));
        foreach (var text in Directory.GetFiles(folder).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)).Select(File.ReadAllText)) Assert.DoesNotContain("{{", text.Replace("f\"{{", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(File.GetUnixFileMode(Path.Combine(folder, "train.sh")).HasFlag(UnixFileMode.UserExecute));
        foreach (var script in Directory.GetFiles(folder, "*.sh")) Assert.Equal((0, ""), Run(folder, "/bin/bash", ["-n", script]) is var (code, _, error) ? (code, error) : default);
        if (Python is not { } python)
        {
            Assert.Skip("python3 is not installed");
            return;
        }

        foreach (var script in Directory.GetFiles(folder, "*.py").Where(f => Path.GetFileName(f) != "check.py")) Assert.Equal(0, Run(folder, python, ["-c", $"import ast,sys; ast.parse(open(sys.argv[1]).read())", script]).Code);
        Assert.Equal(0, Run(folder, python, ["check.py", "files"]).Code);
        var rows = string.Concat(train.Concat(val).Select(r => r + "\n"));
        var checkedRows = Run(folder, python, ["check.py", "rows"], rows);
        Assert.True(checkedRows.Code == 0, checkedRows.Error);
        Assert.StartsWith($"rows: 30; columns as {trainer} reads them; longest {(task == "rl" ? 49 : 69)} of {(task == "rl" ? 64 : 128)} tokens\n", checkedRows.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_finds_a_changed_file_a_missing_column_and_a_lost_row()
    {
        if (Python is not { } python)
        {
            Assert.Skip("python3 is not installed");
            return;
        }

        var folder = At("f");
        Examples.Make(folder, "swift", TrainingTask.Sft);
        var rows = Rows(folder, "train").Concat(Rows(folder, "val")).Select(r => r.ToString()).ToList();
        Assert.Contains("29 rows, and the manifest says 30", Run(folder, python, ["check.py", "rows"], string.Join('\n', rows[..29])).Error, StringComparison.Ordinal);
        Assert.Contains("row 0: no column messages", Run(folder, python, ["check.py", "rows"], "{\"source\":\"x\"}").Error, StringComparison.Ordinal);
        Assert.Contains("expected to end with assistant, found user", Run(folder, python, ["check.py", "rows"], """{"messages":[{"role":"user","content":"x"}]}""").Error, StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(folder, "train.sh"), "#");
        Assert.Contains("train.sh: changed since the folder was made", Run(folder, python, ["check.py", "files"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reward_py_gives_the_reports_reward_over_a_socket_and_stops_where_nobody_grades()
    {
        if (Python is not { } python)
        {
            Assert.Skip("python3 is not installed");
            return;
        }

        var folder = At("f");
        Examples.Make(folder, "trl", TrainingTask.Reinforcement);
        var socket = Path.Combine(Path.GetTempPath(), $"reward-{Environment.ProcessId}.sock");
        await using (await GradeServer.Start(new GradeServerSettings(ServerAddress.Parse("unix:" + socket), null, VerifyOptions.Default, 0, null), CancellationToken.None))
        {
            var tried = Run(folder, python, ["reward.py"], environment: ("FORGE_GRADE", "unix:" + socket));
            Assert.Equal("[[0.5, -0.5], [0.0, 0.0], [1.0, 0.0]]\n", tried.Out);
            const string Called = "import reward; print(reward.forge_reward(prompts=[[{'role':'user','content':'q'}]]*3, completions=[[{'role':'assistant','content':c}] for c in ('\\\\boxed{3}', '\\\\boxed{4}', 'none')], solution=['$3$']*3))";
            Assert.Equal("[0.5, -0.5, -0.5]\n", Run(folder, python, ["-c", Called], environment: ("FORGE_GRADE", "unix:" + socket)).Out);
        }

        var alone = Run(folder, python, ["-c", "import reward; reward.TRIES = 1; reward.grade(['1'], ['1'])"], environment: ("FORGE_GRADE", "unix:" + socket));
        Assert.Equal((1, ""), (alone.Code, alone.Out));
        Assert.Contains("FORGE_GRADE: expected the address", Run(folder, python, ["-c", "import reward; reward.grade(['1'], ['1'])"], environment: ("FORGE_GRADE", "")).Error, StringComparison.Ordinal);
        var combined = Run(folder, python, ["-c", "import reward; print([reward.combine(*x) for x in ((2, 1), (-2, 0), (800, 0), (-3000, 1), (0, None))])"]);
        Assert.Equal("[0.7310585786300049, -0.7310585786300049, 0.0, 0.0, None]\n", combined.Out);
    }

    [Theory]
    [InlineData("verl", "import reward; print(reward.compute_score('dataforge', '\\\\boxed{3}', '3', {'problem': 'q'}))", "{'score': 0.5, 'r_m': 0.0, 'r_v': 1.0}\n")]
    [InlineData("swift", "import reward; print(reward.orms['forge']()(['\\\\boxed{3}', '7'], ['$3$', '$3$'], messages=[[{'role':'user','content':'q'}]]*2))", "[0.5, -0.5]\n")]
    [InlineData("axolotl", "import reward; print(reward.forge_reward(['q'], ['\\\\boxed{3}'], ['$3$'])); print(reward.forge_prompts(None)[0]({'prompt': [1], 'solution': '2', 'source': 's'}))", "[0.5]\n{'prompt': [1], 'solution': '2'}\n")]
    public async Task Each_trainers_function_gives_the_same_reward(string trainer, string call, string said)
    {
        if (Python is not { } python)
        {
            Assert.Skip("python3 is not installed");
            return;
        }

        Examples.Make(At("f"), trainer, TrainingTask.Reinforcement);
        await using var server = await GradeServer.Start(new GradeServerSettings(ServerAddress.Parse("127.0.0.1:0"), "t", VerifyOptions.Default, 0, null), CancellationToken.None);
        var (code, told, error) = Run(At("f"), python, ["-c", call], environment: [("FORGE_GRADE", server.Address), ("FORGE_GRADE_TOKEN", "t")]);
        Assert.Equal((0, said, ""), (code, told, error));
    }

    [Fact]
    public void Related_problems_are_in_one_split_and_lineage_names_every_row()
    {
        var folder = At("f");
        using (var made = Examples.Folder(folder, "swift", TrainingTask.Sft, 0, 0.5))
        {
            for (var i = 0; i < 40; i++)
            {
                var parent = Examples.Of(TrainingTask.Sft, i);
                made.Write(parent.ToRow());
                made.Write((parent with { ProblemId = $"child{i}", ParentId = parent.ProblemId, Problem = $"Another question, no. {i} of {Path.GetRandomFileName()}" }).ToRow());
            }

            made.Finish();
            made.TakePlace();
        }

        var lineage = RowReader.Open(Path.Combine(folder, "lineage.jsonl")).ToList();
        Assert.Equal(80, lineage.Count);
        var splits = lineage.ToDictionary(r => r.Text("problem_id")!, r => r.Text("split"));
        for (var i = 0; i < 40; i++) Assert.Equal(splits[$"p{i}"], splits[$"child{i}"]);
        Assert.Equal(2, splits.Values.Distinct().Count());
        foreach (var split in (string[])["train", "val"])
        {
            var rows = Rows(folder, split);
            var lines = lineage.Where(l => l.Text("split") == split).ToList();
            Assert.Equal(rows.Select(r => r.Text("problem_id")), lines.Select(l => l.Text("problem_id")));
            Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => (long?)i), lines.Select(l => l.Integer("row")));
        }
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes_and_take_an_earlier_folders_place()
    {
        Examples.Make(At("a"), "trl", TrainingTask.Dpo);
        Examples.Make(At("b"), "openrlhf", TrainingTask.Reinforcement);
        Examples.Make(At("b"), "trl", TrainingTask.Dpo);
        Assert.Equal(Listing(At("a")), Listing(At("b")));
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(At("a"), "manifest.json")));
        Assert.Equal(30, manifest.RootElement.GetProperty("rows").GetProperty("written").GetInt32());
        Assert.Equal(Listing(At("a")).Length - 1, manifest.RootElement.GetProperty("files").GetArrayLength());
    }

    private static string[] Listing(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Path.GetRelativePath(folder, f) + " " + StableHash.Hex128(Convert.ToHexString(File.ReadAllBytes(f))))];

    [Fact]
    public void A_folder_with_other_things_in_it_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(At("mine"));
        File.WriteAllText(At("mine/notes.txt"), "mine");
        Assert.Contains("holds notes.txt, which no manifest.json accounts for", Assert.Throws<ForgeException>(() => Examples.Make(At("mine"), "trl", TrainingTask.Sft)).Message, StringComparison.Ordinal);
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(At("mine")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_run_that_ends_early_leaves_the_earlier_folder_as_it_was()
    {
        Examples.Make(At("a"), "trl", TrainingTask.Dpo);
        var before = Listing(At("a"));
        using (var folder = Examples.Folder(At("a"), "trl", TrainingTask.Sft, 5)) folder.Finish();
        Assert.Equal(before, Listing(At("a")));
        using (Examples.Folder(At("new"), "trl", TrainingTask.Sft, 5)) { }
        Assert.False(Directory.Exists(At("new")));
    }

    [Fact]
    public void Lengths_are_configured_from_the_longest_row_and_no_row_exceeds_them()
    {
        var lengths = new TokenLengths();
        for (var i = 1; i <= 1000; i++) lengths.Add(i);
        Assert.Equal((500, 990, 999, 1000), (lengths.At(0.5), lengths.At(0.99), lengths.At(0.999), lengths.Longest));
        Examples.Make(At("f"), "trl", TrainingTask.Sft);
        Assert.Contains("max_length=128,", File.ReadAllText(At("f/train.py")), StringComparison.Ordinal);
        Examples.Make(At("g"), "verl", TrainingTask.Reinforcement);
        var script = File.ReadAllText(At("g/train.sh"));
        Assert.Contains("data.max_prompt_length=64 ", script, StringComparison.Ordinal);
        Assert.Contains("data.max_response_length=512 ", script, StringComparison.Ordinal);
        Assert.Contains("actor_rollout_ref.model.path='Some/Base'\\''s' ", script, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_validation_split_no_file_speaks_of_one()
    {
        foreach (var (trainer, task) in TrainerTests.Pairs().Select(p => p.Data))
        {
            Examples.Make(At("f"), trainer, Task(task), val: 0);
            foreach (var file in Directory.GetFiles(At("f")).Where(f => Path.GetFileName(f) is "train.sh" or "train.py" or "config.yaml" or "config.template.yaml"))
                Assert.DoesNotMatch("val_files|eval_dataset|test_datasets|validation|val-|eval_strategy", File.ReadAllText(file));
        }
    }
}
