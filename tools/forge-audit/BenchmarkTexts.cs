using System.Security.Cryptography;
using DataForge.Cli;
using DataForge.Contamination;
using DataForge.Core;
using DataForge.Formats;
using DataForge.Tools.Shared;

namespace DataForge.Tools.Audit;

/// <summary>The items' own texts, from every benchmark file that is at hand.</summary>
internal static class BenchmarkTexts
{
    private const string RegistryName = "registry.jsonl";

    public static ItemTexts Read(Parsed options, ToolContext context)
    {
        var texts = new ItemTexts();
        foreach (var spec in options.Get(AuditSettings.BenchmarkText))
            if (Directory.Exists(spec)) AddRegistered(texts, spec, context);
            else Add(texts, AuditSettings.BenchmarkText.Name, spec);
        foreach (var spec in options.Get(ContaminationOptions.Benchmark)) Add(texts, ContaminationOptions.Benchmark.Name, spec);
        return texts;
    }

    private static void Add(ItemTexts texts, string option, string spec)
    {
        var (name, path, fields) = BenchmarkFile.ParseSpec(option, spec);
        texts.Add(name, BenchmarkFile.Read(name, path, ContaminationOptions.ReadAll(path), fields).Items);
    }

    /// <summary>Files of a folder that the registry knows by their SHA-256.</summary>
    private static void AddRegistered(ItemTexts texts, string folder, ToolContext context)
    {
        var registered = Registry.Read(RowReader.Open(RegistryPath())).ToLookup(b => b.Sha256);
        var known = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.Split('.').Any(p => p is "json" or "jsonl" or "txt" or "csv")).Order(StringComparer.Ordinal))
        {
            byte[] content;
            try
            {
                content = ContaminationOptions.ReadAll(path);
            }
            catch (ForgeException)
            {
                continue; // what cannot be read is none of them
            }

            foreach (var benchmark in registered[Convert.ToHexStringLower(SHA256.HashData(content))])
            {
                texts.Add(benchmark.Name, BenchmarkFile.Read(benchmark.Name, path, content, FieldMap.Parse(benchmark.Fields)).Items);
                known++;
            }
        }

        if (known == 0) context.Warn($"--benchmark-text {folder}: no file there is one of the registered benchmarks (they are told by SHA-256)");
    }

    private static string RegistryPath()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, Path.GetDirectoryName(IndexSources.SuiteFolder)!, RegistryName) is var path && File.Exists(path))
                return path;
        throw new ForgeException($"--benchmark-text: no file {Path.GetDirectoryName(IndexSources.SuiteFolder)}/{RegistryName} at or above {AppContext.BaseDirectory}; name the files as NAME=FILE");
    }
}
