using DataForge.Benchmarks.Voting;

return args switch
{
    ["stream", var tool, var problems, .. var more] => StreamBenchmark.Run(tool, int.Parse(problems), more),
    ["parts", var problems] => StreamBenchmark.Parts(int.Parse(problems)),
    ["study", var data, .. var outputs] => Study.Run(data, outputs is [var file] ? file : null),
    ["stops", var data] => StoppingStudy.Run(data),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        usage: stream FORGE-VOTE PROBLEMS [--check] [options of forge-vote …]   votes over PROBLEMS × 8 made samples: rows a second, memory by problems passed
               parts PROBLEMS                                                   processor time of each part of a vote
               stops DATA-FOLDER                                                stopping rules replayed over stored samples, as a table
               study DATA-FOLDER [FILE]                                         the study of voting weights, as Markdown
        """);
    return 2;
}
