using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace DataForge.Tests.Mutants;

/// <summary>A room's sources as the SDK compiled them last, to be compiled again in this process with one place changed.</summary>
internal sealed class RoomSource
{
    private readonly string _repository;
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public RoomSource(string repository, string room)
    {
        (_repository, Name) = (repository, "DataForge." + room);
        var folder = Path.Combine(repository, "src", Name);
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview).WithPreprocessorSymbols("RELEASE", "TRACE", "NET", "NET10_0", "NET10_0_OR_GREATER");
        var made = Directory.GetFiles(Path.Combine(repository, "artifacts", "obj", Name, "release"), "*.cs");
        var trees = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Concat(made)
            .Select(f => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(f), System.Text.Encoding.UTF8), options, f)).ToArray();
        Trees = [.. trees.Where(t => !made.Contains(t.FilePath) && !t.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))];
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packages = Directory.GetFiles(Tests, "*.dll").Where(IsManaged).Where(f => Path.GetFileNameWithoutExtension(f) is var file && file != Name && file != Name + ".Tests");
        var references = Directory.GetFiles(framework, "*.dll").Where(IsManaged).Concat(packages).Select(f => MetadataReference.CreateFromFile(f));
        _compilation = CSharpCompilation.Create(Name, trees, references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(Generators(framework), parseOptions: options);
    }

    public string Name { get; }

    /// <summary>The hand-written sources.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>The built test program's folder.</summary>
    public string Tests => Path.Combine(_repository, "artifacts", "bin", Name + ".Tests", "release");

    public string Relative(SyntaxTree tree) => Path.GetRelativePath(_repository, tree.FilePath);

    /// <summary>Compiles with the span of a tree replaced.</summary>
    /// <returns>False when that is no valid program.</returns>
    public bool Compile(SyntaxTree tree, TextSpan span, string text, string target)
    {
        var changed = tree.WithChangedText(tree.GetText().WithChanges(new TextChange(span, text)));
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation.ReplaceSyntaxTree(tree, changed), out var whole, out _);
        return Emit(whole, target);
    }

    /// <summary>Compiles the sources as they are.</summary>
    /// <exception cref="InvalidOperationException">They do not compile here.</exception>
    public void CompileUnchanged(string target)
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out var whole, out _);
        if (Emit(whole, target)) return;
        throw new InvalidOperationException(string.Join('\n', whole.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
    }

    private static bool Emit(Compilation whole, string target)
    {
        using var image = new MemoryStream();
        if (!whole.Emit(image).Success) return false;
        File.WriteAllBytes(target, image.ToArray());
        return true;
    }

    private static bool IsManaged(string file)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(file);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>The framework's source generators, from the reference pack of the running version's branch.</summary>
    private static ISourceGenerator[] Generators(string framework)
    {
        var packs = Path.Combine(framework, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref");
        var folder = Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).Last();
        var loader = new Loader();
        return [.. Directory.GetFiles(Path.Combine(folder, "analyzers", "dotnet", "cs"), "*.dll").Select(f => Path.GetFullPath(f))
            .Where(f => Path.GetFileName(f) is "System.Text.RegularExpressions.Generator.dll" or "System.Text.Json.SourceGeneration.dll" or "Microsoft.Interop.LibraryImportGenerator.dll")
            .SelectMany(f => new AnalyzerFileReference(f, loader).GetGenerators(LanguageNames.CSharp))];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
