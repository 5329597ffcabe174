using DataForge.Cli;
using DataForge.Core;

namespace DataForge.Tests.Cli;

public sealed class CommandLineReaderTests
{
    private static readonly IntOpt Samples = new("samples", 4, 1, 1024, "samples", "Samples drawn per problem.");
    private static readonly NumberOpt Temperature = new("temperature", 0.7, 0, 2, "0 is greedy", "Logits are divided by it.");
    private static readonly ListOpt Fields = new("fields", ["problem"], "NAME", "Fields that are read.");
    private static readonly ListOpt Stop = new("stop", [], "TEXT", "Texts that end a generation.", commas: false);
    private static readonly FlagOpt Raw = new("raw", "No chat format.");
    private static readonly TextOpt Suffix = new("system", null, "TEXT", "System prompt.");

    private static readonly Tool Tool = new("forge-test", "Tests.", "forge-test", [Samples, Temperature, Fields, Stop, Raw, Suffix],
        (_, _) => Task.FromResult(ExitCode.Ok), [new Positional("MODEL", 0, 1, "A model."), Positional.Inputs]);

    private static Parsed Read(params string[] args) => CommandLineReader.Read(Tool, args);

    private static string Fault(params string[] args) => Assert.Throws<ForgeException>(() => Read(args)).Message;

    [Fact]
    public void Without_flags_every_option_has_its_default()
    {
        var parsed = Read();
        Assert.Equal((4, 0.7, false), (parsed.Get(Samples), parsed.Get(Temperature), parsed.Get(Raw)));
        Assert.Equal(["problem"], parsed.Get(Fields));
        Assert.Equal(["-"], parsed.Inputs);
        Assert.Equal(SettingSource.Default, parsed.SourceOf(Samples));
    }

    [Fact]
    public void Both_spellings_of_a_value_work_and_the_last_one_wins() => Assert.Equal(8, Read("--samples", "2", "--samples=8").Get(Samples));

    [Fact]
    public void A_list_takes_commas_and_repeats() => Assert.Equal(["a", "b", "c"], Read("--fields", "a,b", "--fields", "c").Get(Fields));

    [Fact]
    public void A_list_of_texts_keeps_its_commas() => Assert.Equal(["a,b", "\n"], Read("--stop", "a,b", "--stop", "\n").Get(Stop));

    [Fact]
    public void A_dash_is_a_file_and_not_a_flag() => Assert.Equal(["-", "b.jsonl"], Read("--raw", "model", "-", "b.jsonl").Inputs);

    [Fact]
    public void A_value_may_begin_with_an_at_sign() => Assert.Equal("@file", Read("--system", "@file").Get(Suffix));

    [Fact]
    public void All_faults_are_told_at_once_with_flag_value_and_range() => Assert.Equal(
        """
        --sampels: no such option; did you mean --samples?
        --samples: expected a whole number, 1 to 1024 samples, found "0"
        --temperature: expected a number, 0 to 2, 0 is greedy, found "hot"
        (try: forge-test --help)
        """.ReplaceLineEndings("\n"), Fault("--samples", "0", "--temperature", "hot", "--sampels", "3", "model"));

    [Fact]
    public void A_flag_without_its_value_says_what_it_wants() => Assert.Equal("--samples: expected a value, N\n(try: forge-test --help)", Fault("--samples"));

    [Fact]
    public void The_config_file_stands_between_defaults_and_flags()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"samples": 16, "temperature": 0.2, "fields": ["x", "y"], "raw": true}""");
        var parsed = Read("--config", path, "--samples", "2");
        File.Delete(path);
        Assert.Equal((2, 0.2, true), (parsed.Get(Samples), parsed.Get(Temperature), parsed.Get(Raw)));
        Assert.Equal(["x", "y"], parsed.Get(Fields));
        Assert.Equal((SettingSource.Flag, SettingSource.File, SettingSource.Default), (parsed.SourceOf(Samples), parsed.SourceOf(Temperature), parsed.SourceOf(Suffix)));
    }

    [Fact]
    public void An_unknown_name_in_the_config_file_is_a_fault()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{"sample": 16}""");
        var fault = Fault("--config", path);
        File.Delete(path);
        Assert.Equal($"--config {path}: \"sample\": no such option; did you mean \"samples\"?\n(try: forge-test --help)", fault);
    }

    [Theory]
    [InlineData("-q")]
    [InlineData("--quiet")]
    public void Quiet_has_a_letter(string flag) => Assert.True(Read(flag).Get(StandardOptions.Quiet));

    [Theory]
    [InlineData("--sampels", "--sampels: no such option; did you mean --samples?")]
    [InlineData("-x", "-x: no such option")]
    [InlineData("--zzz", "--zzz: no such option")]
    public void An_unknown_option_is_told_as_it_was_typed(string flag, string message) => Assert.Equal(message + "\n(try: forge-test --help)", Fault(flag));

    [Theory]
    [InlineData("--samples", "\"--samples\": write names without dashes in a config file: \"samples\"")]
    [InlineData("sampels", "\"sampels\": no such option; did you mean \"samples\"?")]
    [InlineData("nothing-like-it", "\"nothing-like-it\": no such option")]
    [InlineData("config", "\"config\": a config file names no other")]
    public void A_wrong_name_in_a_config_file_is_told_as_a_name(string name, string message)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, $"{{\"{name}\":8}}");
        Assert.Equal($"--config {path}: {message}\n(try: forge-test --help)", Fault("--config", path));
        File.Delete(path);
    }

    [Fact]
    public void A_tool_that_reads_rows_takes_a_limit_for_a_record() => Assert.Equal(2048, Read("--max-record-bytes", "2048").Get(InputOutputOptions.MaxRecordBytes));

    [Theory]
    [InlineData("vot", "vote")]
    [InlineData("decontma", "decontam")]
    [InlineData("deco", "decontam")]
    [InlineData("audti", "audit")]
    [InlineData("x", null)]
    [InlineData("nope", null)]
    public void The_nearest_word_is_found(string word, string? near) => Assert.Equal(near, Nearest.To(word, ["audit", "decontam", "eval", "vote"]));
}
