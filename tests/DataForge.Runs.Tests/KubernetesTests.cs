using DataForge.Core;
using DataForge.Runs.Clusters;
using k8s;
using k8s.Models;

namespace DataForge.Tests.Runs;

/// <summary>The printed job, read by Kubernetes' own client, which refuses a field that it does not know.</summary>
public sealed class KubernetesTests
{
    [Fact]
    public void The_printed_job_is_an_indexed_job_of_the_plan_s_workers_and_holds_no_field_that_the_client_does_not_know()
    {
        using var run = new TestRun(
            """
            forge: 1
            name: Night_Run
            stages:
              - a: cat
                in: rows.jsonl
                shards: 8
                resources: {cpus: 2, mem: 500M}
              - b: cat
                resources: {cpus: 4, gpus: 1, mem: 2G, time: 4h}
            """, TestRun.Rows(3));
        var plan = run.Plan();
        var yaml = KubernetesJob.Yaml(plan, run.Work, 6, "registry.example/dataforge:0.1.0", ["forge", "work", "--plan", run.Work.PlanFile]);
        var job = KubernetesYaml.Deserialize<V1Job>(yaml, strict: true);
        Assert.Equal(("batch/v1", "Job", $"forge-night-run-{plan.Id[..8]}"), (job.ApiVersion, job.Kind, job.Metadata.Name));
        Assert.Equal(("Indexed", 6, 6), (job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism));
        Assert.NotNull(job.Spec.BackoffLimitPerIndex);
        Assert.Equal(["Ignore", "FailJob"], job.Spec.PodFailurePolicy.Rules.Select(r => r.Action));
        Assert.Equal([(int)ExitCode.GateFailed, (int)ExitCode.CouldNotRun, (int)ExitCode.Bug], job.Spec.PodFailurePolicy.Rules[1].OnExitCodes.Values);
        var pod = job.Spec.Template.Spec;
        Assert.Equal("Never", pod.RestartPolicy); // a pod failure policy asks for it
        var worker = Assert.Single(pod.Containers);
        Assert.Equal(["forge", "work", "--plan", run.Work.PlanFile], worker.Command);
        Assert.Equal([("cpu", "4"), ("memory", "2Gi"), ("nvidia.com/gpu", "1")], worker.Resources.Limits.Select(l => (l.Key, l.Value.ToString())).Order());
        Assert.Equal((run.Work.Path, pod.Volumes[0].Name), (worker.VolumeMounts[0].MountPath, worker.VolumeMounts[0].Name));
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.Deserialize<V1Job>(yaml.Replace("parallelism:", "parallelismus:", StringComparison.Ordinal), strict: true));
    }
}
