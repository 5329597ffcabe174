using System.Text.Json;
using DataForge.Core;
using DataForge.Training;

namespace DataForge.Tests.Training;

/// <summary>Rows against the column tables in loaders.json, which were written down from what each loader reads.</summary>
public sealed class TrainerTests
{
    private static readonly JsonElement Tables = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "loaders.json"))).RootElement.GetProperty("tables");

    private static TrainingTask Task(string name) => Enum.GetValues<TrainingTask>().Single(t => t.Name() == name);

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var trainer in Tables.EnumerateObject())
            foreach (var task in trainer.Value.EnumerateObject()) pairs.Add(trainer.Name, task.Name);
        return pairs;
    }

    [Fact]
    public void Every_trainer_has_a_table_and_every_task_that_has_none_is_refused_by_name()
    {
        Assert.Equal(Tables.EnumerateObject().Select(t => t.Name).Order(), Trainer.Names.Order());
        foreach (var name in Trainer.Names)
            foreach (var task in Enum.GetValues<TrainingTask>())
                Assert.Equal(Tables.GetProperty(name).TryGetProperty(task.Name(), out _), Trainer.Of(name).WhyNot(task) is null);
        Assert.Equal("verl has no trainer for rm (it has sft, rl; rm: trl, openrlhf, llamafactory, swift, axolotl, nemo-rl)", Trainer.Of("verl").WhyNot(TrainingTask.RewardModel));
    }

    [Theory, MemberData(nameof(Pairs))]
    public void A_row_holds_what_the_loader_reads(string trainer, string task)
    {
        var row = Trainer.Of(trainer).RowOf(Examples.Of(Task(task)), Task(task), "train", 3);
        foreach (var column in Tables.GetProperty(trainer).GetProperty(task).EnumerateObject())
        {
            var value = row.Element(column.Name);
            Assert.True(value is not null, $"no column {column.Name} in {row}");
            Assert.True(Fits(value.Value, column.Value.GetString()!), $"{column.Name}: {value}");
        }
    }

    private static bool Fits(JsonElement value, string kind) => kind.Split('>', ':') switch
    {
        ["text"] => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0,
        ["number"] => value.ValueKind == JsonValueKind.Number,
        ["texts"] => value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String),
        ["flags"] => value.EnumerateArray().All(v => v.ValueKind is JsonValueKind.True or JsonValueKind.False),
        ["message", var role] => IsMessage(value) && value.GetProperty("role").GetString() == role,
        ["messages", var role] => value.EnumerateArray().All(IsMessage) && value.EnumerateArray().Last().GetProperty("role").GetString() == role,
        ["object", var members] => members.Split(',').All(m => value.TryGetProperty(m, out _)),
        ["ranked"] => value.EnumerateArray().Select(c => c.GetProperty("rank").GetInt32()).SequenceEqual([0, 1]) && value.EnumerateArray().All(c => Fits(c.GetProperty("completion"), "messages>assistant")),
        _ => throw new ArgumentException(kind),
    };

    private static bool IsMessage(JsonElement m) => m.EnumerateObject().Select(p => p.Name).SequenceEqual(["role", "content"]) && m.GetProperty("content").ValueKind == JsonValueKind.String;

    [Theory]
    [InlineData("trl", "rm", """{"chosen":[{"role":"system","content":"Think."},{"role":"user","content":"Add 2 and zeal 1."},{"role":"assistant","content":"It is \\boxed{3}."}],"rejected":[{"role":"system","content":"Think."},{"role":"user","content":"Add 2 and zeal 1."},{"role":"assistant","content":"It is \\boxed{0}."}],"margin":0,"problem_id":"p0","source":"toy","pass_count":1,"num_samples":2,"pass_rate":0.5,"difficulty":0.5,"weight":1}""")]
    [InlineData("trl", "rl", """{"prompt":[{"role":"system","content":"Think."},{"role":"user","content":"Add 2 and zeal 1."}],"solution":"$3$","problem_id":"p0","source":"toy","pass_count":1,"num_samples":2,"pass_rate":0.5,"difficulty":0.5}""")]
    [InlineData("verl", "rl", """{"data_source":"dataforge","prompt":[{"role":"system","content":"Think."},{"role":"user","content":"Add 2 and zeal 1."}],"ability":"math","reward_model":{"style":"rule","ground_truth":"3"},"extra_info":{"split":"train","index":3,"problem_id":"p0","problem":"Add 2 and zeal 1.","pass_count":1,"num_samples":2,"pass_rate":0.5,"difficulty":0.5}}""")]
    [InlineData("swift", "dpo", """{"messages":[{"role":"system","content":"Think."},{"role":"user","content":"Add 2 and zeal 1."},{"role":"assistant","content":"It is \\boxed{3}."}],"rejected_response":"It is \\boxed{0}.","problem_id":"p0","source":"toy","pass_count":1,"num_samples":2,"pass_rate":0.5,"difficulty":0.5,"weight":1}""")]
    [InlineData("axolotl", "rm", """{"system":"Think.","input":"Add 2 and zeal 1.","chosen":"It is \\boxed{3}.","rejected":"It is \\boxed{0}.","problem_id":"p0","source":"toy","pass_count":1,"num_samples":2,"pass_rate":0.5,"difficulty":0.5,"weight":1}""")]
    public void Rows_are_to_the_byte(string trainer, string task, string row) => Assert.Equal(row, Trainer.Of(trainer).RowOf(Examples.Of(Task(task)), Task(task), "train", 3).ToString());

    [Theory]
    [InlineData("3", "3")]
    [InlineData("$3$", "3")]
    [InlineData(" $$\\frac12$$ ", "\\frac12")]
    [InlineData("\\(x^2\\)", "x^2")]
    [InlineData("\\[\\pi\\]", "\\pi")]
    [InlineData("$a$ and $b$", "$a$ and $b$")]
    [InlineData("\\$5", "\\$5")]
    public void A_gold_answer_stands_without_math_delimiters_or_in_one_pair_of_them(string gold, string bare)
    {
        var example = Examples.Of(TrainingTask.Reinforcement) with { Gold = gold };
        Assert.Equal(bare, Trainer.Of("openrlhf").RowOf(example, TrainingTask.Reinforcement, "train", 0).Text("label"));
        Assert.Equal($"${bare}$", Trainer.Of("trl").RowOf(example, TrainingTask.Reinforcement, "train", 0).Text("solution"));
    }

    [Fact]
    public void A_prompt_without_a_system_message_has_none_in_any_form()
    {
        var example = Examples.Of(TrainingTask.RewardModel) with { Prompt = [new Message("user", "Q")] };
        foreach (var (trainer, task) in Pairs().Select(p => p.Data))
            Assert.DoesNotContain("system", Trainer.Of(trainer).RowOf(example with { Replies = Examples.Of(Task(task)).Replies }, Task(task), "train", 0).ToString(), StringComparison.Ordinal);
    }
}
