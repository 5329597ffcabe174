using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataForge.Tests.Tools.Batches;

/// <summary>What a service, a user or a disk may do to batches that are under way or finished: nothing is paid twice, nothing blocks an output for good.</summary>
public sealed class BatchEdgeTests : IDisposable
{
    private const string Document = """
        A farmer wants to know how much fence is needed for a field. The field is a rectangle, twice as long as it is wide, and its area is 450 square metres.
        Let the width be w, so that the length is 2w and the area is 2w squared. From 2w squared equals 450 it follows that w squared is 225, hence the width is 15 metres and the length is 30 metres.
        The fence goes once around the field, which makes 15 plus 30 plus 15 plus 30, or 90 metres in all.
        If a gate of 4 metres is left open on one of the short sides, only 86 metres of fence have to be bought, and at 7 dollars for each metre the farmer pays 602 dollars.
        It is worth checking the result: the product of 15 and 30 is indeed 450, as was asked for at the beginning.
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("batch-").FullName;
    private readonly string[] _problems = [.. Enumerable.Range(1, 4).Select(i => $"{i} birds sit on a wire, and {i + 1} more come. How many sit there now?")];

    public BatchEdgeTests() => File.WriteAllLines(At("problems.jsonl"), _problems.Select(p => $"{{\"problem\":{JsonSerializer.Serialize(p)}}}"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string At(string name) => Path.Combine(_folder, name);

    private ToolResult Shell(string command) => ToolRun.Shell(command, environment: new Dictionary<string, string?> { ["OPENAI_API_KEY"] = "key", ["ANTHROPIC_API_KEY"] = "key" });

    private ToolResult Sample(BatchServer server, string more, string api = "openai", string input = "problems.jsonl") =>
        Shell($"forge-sample --model big --samples 2 --endpoint {server.Address} --retries 0 --out {At("drawn.jsonl")} {(more.Contains("--batch", StringComparison.Ordinal) ? $"--batch-api {api} {more}" : more)} {At(input)}");

    private string[] Files() => [.. Directory.GetFileSystemEntries(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private string[] Drawn() => [.. File.ReadLines(At("drawn.jsonl")).Select(l =>
    {
        using var row = JsonDocument.Parse(l);
        return $"{row.RootElement.GetProperty("problem").GetString()} {row.RootElement.GetProperty("rollout").GetInt32()} {row.RootElement.GetProperty("generation").GetString()}";
    })];

    private IEnumerable<string> Expected() => _problems.SelectMany(p => new[] { $"{p} 0 {BatchServer.Reply(p)}", $"{p} 1 {BatchServer.Reply(p)}" });

    private static void Ends(int code, ToolResult run, params string[] said)
    {
        Assert.True(run.ExitCode == code, $"{run.ExitCode}: {run.Error}");
        foreach (var text in said) Assert.Contains(text, run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--resume --accept-changes")]
    public async Task A_run_that_asks_at_once_is_refused_while_batches_of_its_output_are_under_way(string how)
    {
        await using var server = new BatchServer();
        Ends(0, Sample(server, "--batch submit"), "8 requests under way");
        var journal = File.ReadAllText(At("drawn.jsonl.journal"));
        Ends(2, Sample(server, how), $"{At("drawn.jsonl.batches/batches.jsonl")}: batches of this output are under way or not finished: go on with --batch collect or --batch submit, or remove {At("drawn.jsonl.batches")}");
        Assert.Equal(0, server.Live);
        Assert.Equal(journal, File.ReadAllText(At("drawn.jsonl.journal")));
        Ends(2, Shell($"forge-rows convert --out {At("drawn.jsonl")} {At("problems.jsonl")}"), "batches of this output are under way");
        Ends(0, Shell($"forge-sample --model m --endpoint {server.Address} --show-prompt --out {At("drawn.jsonl")} {At("problems.jsonl")}"));
        Ends(0, Sample(server, "--batch collect --batch-wait 20"));
        Assert.Equal(Expected(), Drawn());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Bad_lines_among_the_results_are_counted_and_passed_over_and_their_requests_asked_again(string api)
    {
        await using var server = new BatchServer { Results = lines => [lines[0], "{broken", Regex.Replace(lines[1], "\"custom_id\":\"[^\"]*\"", "\"custom_id\":17"), lines[2].Replace("custom_id", "id", StringComparison.Ordinal), "[]", "{\"custom_id\":\"\\ud800\"}", .. lines.Skip(3).SkipLast(1), lines[^1][..^9]] };
        Ends(0, Sample(server, "--batch submit", api));
        Ends(1, Sample(server, "--batch collect --batch-wait 20", api), $"{At("drawn.jsonl.batches/0001.results.jsonl")}:2: expected a reply as a JSON object with the text custom_id: ", "6 bad lines passed over", "3 generations failed, the first with: its batch brought no reply");
        Assert.Equal(5, Drawn().Length);
        server.Results = lines => lines;
        Ends(0, Sample(server, "--batch submit", api), "6 bad lines passed over", "batch 2: 3 requests");
        Ends(0, Sample(server, "--batch collect --batch-wait 20", api));
        Assert.Equal(Expected(), Drawn());
        Assert.Equal(["drawn.jsonl", "problems.jsonl"], Files());
    }

    [Theory]
    [InlineData("openai", "batch0", false)]
    [InlineData("openai", "batch0", true)]
    [InlineData("anthropic", "msgbatch0", true)]
    public async Task Requests_of_a_batch_that_the_service_does_not_know_or_has_no_results_of_are_open_and_sent_again_by_submit_alone(string api, string id, bool losesResults)
    {
        await using var server = new BatchServer { LosesResults = losesResults };
        if (!losesResults) server.Forgotten.Add(id);
        var said = losesResults ? $"the service does not have the results of batch {id} any more" : $"the service does not know batch {id}";
        Ends(0, Sample(server, "--batch submit", api));
        Ends(1, Sample(server, "--batch collect --batch-wait 20", api), $"batch 1: {said}; its requests are open: submit sends them again", $"8 generations failed, the first with: its batch failed: {said}");
        Assert.Empty(Drawn());
        server.LosesResults = false;
        server.Forgotten.Remove(id); // by mistake: nothing was sent in its place
        Ends(0, Sample(server, "--batch collect --batch-wait 20", api));
        Assert.Equal(Expected(), Drawn());
        Assert.Equal(1, server.Made);
    }

    [Fact]
    public async Task What_is_sent_in_place_of_a_lost_batch_holds_nothing_that_was_received()
    {
        await using var server = new BatchServer { Expires = [0, 1, 2] };
        Ends(0, Sample(server, "--batch submit"));
        Ends(1, Sample(server, "--batch collect --batch-wait 20"));
        Assert.Equal(5, Drawn().Length);
        Ends(0, Sample(server, "--batch submit"), "batch 2: 3 requests: batch1");
        server.Forgotten.Add("batch1");
        Ends(0, Sample(server, "--batch submit"), "batch 2: the service does not know batch batch1", "batch 3: 3 requests: batch2", "3 requests under way");
        server.Forgotten.Clear(); // too late: it was sent again
        Ends(0, Sample(server, "--batch collect --batch-wait 20"));
        Assert.Equal(Expected(), Drawn());
        Assert.Equal(3, server.Made);
    }

    [Fact]
    public async Task A_batch_that_another_service_than_its_own_does_not_know_is_not_lost()
    {
        await using var server = new BatchServer();
        await using var other = new BatchServer();
        other.Forgotten.Add("batch0");
        Ends(0, Sample(server, "--batch submit"));
        Ends(2, Sample(other, "--batch collect --accept-changes"), $"batch 1 was sent to {server.Address}: the service does not know batch batch0, which is {other.Address} here");
        Ends(2, Sample(other, "--batch submit --accept-changes"), "name the service that it was sent to");
        Assert.Equal(0, other.Made);
        Ends(0, Sample(server, "--batch collect --batch-wait 20"));
        Assert.Equal(Expected(), Drawn());
    }

    [Fact]
    public async Task An_empty_input_is_submitted_and_collected_into_an_empty_output_and_is_finished_then()
    {
        await using var server = new BatchServer();
        File.WriteAllText(At("none.jsonl"), "");
        Ends(0, Sample(server, "--batch submit", input: "none.jsonl"), "every request is answered: collect writes the rows");
        Assert.Equal(["none.jsonl", "problems.jsonl"], Files());
        Ends(0, Sample(server, "--batch collect", input: "none.jsonl"));
        Assert.Equal("", File.ReadAllText(At("drawn.jsonl")));
        Ends(0, Sample(server, "--batch submit", input: "none.jsonl"), $"{At("drawn.jsonl")}: the output is finished");
        Ends(0, Sample(server, "--batch collect", input: "none.jsonl"), $"{At("drawn.jsonl")}: the output is finished");
        Assert.Equal(["drawn.jsonl", "none.jsonl", "problems.jsonl"], Files());
        Assert.Equal(0, server.Made);
    }

    [Fact]
    public async Task A_finished_output_is_said_to_be_finished_by_submit_and_by_collect_and_nothing_is_left_beside_it()
    {
        const string Api = "anthropic";
        await using var server = new BatchServer();
        Ends(0, Sample(server, "--batch submit", Api));
        Ends(0, Sample(server, "--batch collect --batch-wait 20", Api));
        var bytes = File.ReadAllBytes(At("drawn.jsonl"));
        foreach (var step in (string[])["submit", "collect", "submit"])
        {
            Ends(0, Sample(server, $"--batch {step}", Api), $"{At("drawn.jsonl")}: the output is finished: every request is answered");
            Assert.Equal(["drawn.jsonl", "problems.jsonl"], Files());
        }

        Ends(2, Sample(server, "--batch collect --temperature 0.9", Api), "temperature");
        Ends(2, Sample(server, "--batch collect --samples 3", Api), "holds no batches: nothing was submitted for this output");
        Assert.Equal(bytes, File.ReadAllBytes(At("drawn.jsonl")));
        Assert.Equal(["drawn.jsonl", "problems.jsonl"], Files());
        Assert.Equal(1, server.Made);
        Ends(0, Sample(server, "--batch submit --samples 3", Api), "batch 1: 4 requests");
    }

    [Fact]
    public async Task An_output_whose_rows_do_not_say_what_was_asked_is_finished_too_and_is_not_paid_again()
    {
        await using var server = new BatchServer();
        File.WriteAllText(At("docs.jsonl"), $"{{\"text\":{JsonSerializer.Serialize(Document)}}}\n");
        ToolResult Quality(string step) => Shell($"forge-quality --model big --endpoint {server.Address} --retries 0 --out {At("good.jsonl")} --batch {step} {At("docs.jsonl")}");
        Ends(0, Quality("submit"));
        Quality("collect --batch-wait 20");
        Assert.Equal(1, server.Made);
        Assert.Equal(["docs.jsonl", "good.jsonl", "problems.jsonl"], Files());
        Ends(2, Quality("submit"), $"{At("good.jsonl")}: the output is finished", "remove it");
        Ends(2, Quality("collect"), $"{At("good.jsonl")}: the output is finished");
        Assert.Equal(["docs.jsonl", "good.jsonl", "problems.jsonl"], Files());
        Assert.Equal(1, server.Made);
    }

    [Theory]
    [InlineData("openai", 11, 5)]
    [InlineData("anthropic", 9, 4)]
    public async Task A_reply_without_content_is_a_failed_request_whose_tokens_count_and_which_is_asked_again(string api, int input, int output)
    {
        await using var server = new BatchServer { Results = lines => [Regex.Replace(lines[0], "\"content\":(\"(?:\\\\.|[^\"])*\"|\\[.*?\\])", "\"content\":null"), .. lines.Skip(1)] };
        Ends(0, Sample(server, "--batch submit", api));
        Ends(1, Sample(server, $"--batch collect --batch-wait 20 --summary {At("summary.json")}", api), "1 generations failed, the first with: the reply has no content");
        Assert.Equal(7, Drawn().Length);
        using var summary = JsonDocument.Parse(File.ReadAllText(At("summary.json")));
        Assert.Equal($"{{\"input\":{8 * input},\"generated\":{8 * output}}}", summary.RootElement.GetProperty("tokens").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        server.Results = lines => lines;
        Ends(0, Sample(server, "--batch submit", api), "batch 2: 1 request");
        Ends(0, Sample(server, "--batch collect --batch-wait 20", api));
        Assert.Equal(Expected(), Drawn());
    }

    [Fact]
    public async Task A_wrong_name_of_an_output_is_told_before_anything_is_fetched_or_made()
    {
        await using var server = new BatchServer();
        Ends(0, Sample(server, "--batch submit"));
        var asked = server.Header("authorization").Count();
        Ends(2, Sample(server, $"--batch collect --rejects {At("q.rej")}"), "q.rej: .rej is no format that is written");
        Ends(2, Sample(server, $"--batch collect --summary {_folder}"), $"{_folder}: expected a file to write, found a folder");
        Assert.Equal(asked, server.Header("authorization").Count());
        Ends(2, Shell($"forge-rows convert --out {At("new.jsonl")} --rejects {At("q.rej")} {At("problems.jsonl")}"), "q.rej: .rej is no format that is written");
        Assert.Equal(["drawn.jsonl.batches", "drawn.jsonl.journal", "problems.jsonl"], Files());
    }
}
