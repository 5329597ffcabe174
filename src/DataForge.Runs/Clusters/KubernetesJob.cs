using System.Globalization;
using DataForge.Core;
using DataForge.Runs.Planning;
using DataForge.Runs.Work;
using YamlDotNet.Serialization;

namespace DataForge.Runs.Clusters;

/// <summary>A plan's workers as a Kubernetes Indexed Job (batch/v1), for <c>kubectl apply</c>. The work folder is a volume that all pods share.</summary>
public static class KubernetesJob
{
    private const int Tries = 6; // of an index, for nodes that go away

    /// <param name="command">A worker's program and words.</param>
    public static string Yaml(Plan plan, WorkFolder work, int workers, string image, IReadOnlyList<string> command)
    {
        var name = new string([.. $"forge-{plan.Name}-{plan.Id[..8]}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        var cpus = plan.Stages.Max(s => s.Resources.Cpus).ToString(CultureInfo.InvariantCulture);
        var resources = new Dictionary<string, object> { ["cpu"] = cpus };
        if (plan.Stages.Select(s => s.Resources.Memory).OfType<string>().OrderByDescending(Bytes).FirstOrDefault() is { } memory) resources["memory"] = memory + "i";
        if (plan.Stages.Max(s => s.Resources.Gpus) is > 0 and var gpus) resources["nvidia.com/gpu"] = gpus.ToString(CultureInfo.InvariantCulture);
        object job = new Dictionary<string, object>
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = new Dictionary<string, object> { ["name"] = name },
            ["spec"] = new Dictionary<string, object>
            {
                ["completionMode"] = "Indexed",
                ["completions"] = workers,
                ["parallelism"] = workers,
                ["backoffLimitPerIndex"] = Tries,
                ["podFailurePolicy"] = new Dictionary<string, object>
                {
                    ["rules"] = new object[]
                    {
                        new Dictionary<string, object> { ["action"] = "Ignore", ["onPodConditions"] = new object[] { new Dictionary<string, object> { ["type"] = "DisruptionTarget" } } },
                        new Dictionary<string, object> { ["action"] = "FailJob", ["onExitCodes"] = new Dictionary<string, object> { ["containerName"] = "worker", ["operator"] = "In", ["values"] = new object[] { (int)ExitCode.GateFailed, (int)ExitCode.CouldNotRun, (int)ExitCode.Bug } } },
                    },
                },
                ["template"] = new Dictionary<string, object>
                {
                    ["spec"] = new Dictionary<string, object>
                    {
                        ["restartPolicy"] = "Never",
                        ["containers"] = new object[]
                        {
                            new Dictionary<string, object>
                            {
                                ["name"] = "worker",
                                ["image"] = image,
                                ["command"] = command,
                                ["resources"] = new Dictionary<string, object> { ["requests"] = resources, ["limits"] = resources },
                                ["volumeMounts"] = new object[] { new Dictionary<string, object> { ["name"] = "work", ["mountPath"] = work.Path } },
                            },
                        },
                        ["volumes"] = new object[] { new Dictionary<string, object> { ["name"] = "work", ["persistentVolumeClaim"] = new Dictionary<string, object> { ["claimName"] = name } } },
                    },
                },
            },
        };
        return new SerializerBuilder().WithQuotingNecessaryStrings().DisableAliases().Build().Serialize(job);
    }

    private static long Bytes(string size) => long.Parse(size[..^1], CultureInfo.InvariantCulture) << (size[^1] == 'G' ? 30 : 20);
}
