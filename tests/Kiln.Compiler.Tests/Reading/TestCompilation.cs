using System.Collections.Immutable;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Reading;

/// <summary>User code compiled in memory against the real runtime library.</summary>
internal static class TestCompilation
{
    public const string Usings = "using System; using System.Collections.Generic; using System.IO; using Kiln; using Kiln.Data;\n";

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(
                path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll")
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location),
    ]);

    /// <summary>The framework and the runtime library.</summary>
    public static ImmutableArray<MetadataReference> References => s_references.Value;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    /// <summary>One file or several; they are named Test0.cs, Test1.cs, ...</summary>
    public static CSharpCompilation Of(params string[] sources) => CSharpCompilation.Create(
        "Test",
        sources.Select((source, index) => Parse(source, $"Test{index}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    public static SyntaxTree Parse(string source, string path, CSharpParseOptions? options = null) =>
        CSharpSyntaxTree.ParseText(Usings + source, options ?? ParseOptions, path, System.Text.Encoding.UTF8);

    /// <summary>Reads the network of that name, which the source must hold.</summary>
    public static NetworkReading Read(this Compilation compilation, string network) =>
        NetworkReader.Read(
            compilation.GetTypeByMetadataName(network) ?? throw new InvalidOperationException($"There is no type {network}."), compilation, default)
        ?? throw new InvalidOperationException($"{network} has no [Network].");

    /// <summary>Reads and evaluates the network N of a source.</summary>
    public static EvaluatedNetwork Evaluate(string source, string network = "N") =>
        NetworkEvaluation.Evaluate(Of(source).Read(network).Spec, CancellationToken.None);

    /// <summary>The graph of a source without mistakes.</summary>
    public static string Graph(string source, string network = "N")
    {
        EvaluatedNetwork evaluated = Evaluate(source, network);
        Assert.Empty(evaluated.Problems.Select(problem => problem.Problem.ToString()));
        Assert.True(evaluated.IsComplete);
        return evaluated.Graph.ToString();
    }
}
