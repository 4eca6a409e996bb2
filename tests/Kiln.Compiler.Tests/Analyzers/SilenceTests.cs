using System.Text.RegularExpressions;
using Kiln.Analyzers;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>Advice is worth its place only where it is never given in vain: programs that are right get none.</summary>
public sealed partial class SilenceTests(ITestOutputHelper log)
{
    private const int Seed = 7;

    /// <summary>Rules that tables of networks break on purpose, for what works without them must work with them.</summary>
    private static readonly string[] BrokenOnPurpose = ["KILN302", "KILN303"];

    /// <summary>Programs with what this version of Kiln lacks.</summary>
    private static readonly string[] LeftOut = ["P08_CharModel.cs", "P12_Server.cs"];

    [Theory]
    [InlineData("Zoo")]
    [InlineData("Digits")]
    public async Task Examples_get_no_message(string example)
    {
        string[] files = Directory.GetFiles(Path.Combine(SharedFiles.Repository, "examples", example), "*.cs", SearchOption.AllDirectories);
        Assert.Contains(files, file => File.ReadAllText(file).Contains("[Network", StringComparison.Ordinal));
        Assert.Empty(await MessagesAsync(files.Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)).Select(File.ReadAllText)));
    }

    [Fact]
    public async Task Programs_get_no_message()
    {
        if (SharedFiles.Shared("programs/README.md") is not { } readme)
        {
            log.WriteLine("Skipped: the folder of shared programs is not there.");
            return;
        }

        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(readme)!, "*.cs", SearchOption.AllDirectories).Where(file => !LeftOut.Contains(Path.GetFileName(file)))];
        Assert.True(files.Length > 10, $"Only {files.Length} programs are there.");
        foreach (string file in files) Assert.Empty(await MessagesAsync([WithoutQuantization(File.ReadAllText(file))]));
    }

    [Fact]
    public void Networks_of_the_tests_get_no_message() =>
        Assert.All(NetworkTable.All, text => Assert.Empty(text.Evaluate().Problems.Where(found => !BrokenOnPurpose.Contains(found.Problem.Kind.Id)).Select(found => $"{text.Name}: {found.Problem}")));

    /// <summary>Random networks that work: of the rules about what hardly was meant, only that of a softmax over one number may speak, and only where the graph has one.</summary>
    [Fact]
    public void Random_networks_get_no_message_in_vain()
    {
        var random = new Random(Seed);
        for (int i = 0; i < TestLevel.Count(quick: 60, full: 2000); i++)
        {
            int[] genes = [.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => random.Next())];
            NetworkText text = RandomGraph.Of(genes, "N");
            EvaluatedNetwork network = text.Evaluate();
            bool isOfOne = network.Graph.Nodes.Any(node => node.Op is Kiln.Generator.Ops.Softmax or Kiln.Generator.Ops.LogSoftmax && node.Outputs[0].Shape is var shape && shape[shape.Rank - 1] == 1);
            IEnumerable<string> expected = isOfOne ? ["KILN307"] : [];
            string[] found = [.. network.Problems.Select(problem => problem.Problem.Kind).Where(kind => kind.Severity == ProblemSeverity.Advice && !BrokenOnPurpose.Contains(kind.Id)).Select(kind => kind.Id).Distinct().Where(id => id != "KILN305")];
            Assert.True(expected.SequenceEqual(found), $"Seed {Seed}, network {i}: {string.Join(", ", found)} instead of {string.Join(", ", expected)}\n{text.Source}");
        }
    }

    /// <summary>Messages of all analyzers on sources as they stand. The members that Kiln would generate are missing, which is C#'s to say.</summary>
    private static async Task<IEnumerable<string>> MessagesAsync(IEnumerable<string> sources)
    {
        const string Usings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Test",
            sources.Prepend(Usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, $"Test{index}.cs")),
            TestCompilation.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var analyzers = compilation.WithAnalyzers([new NetworkAnalyzer(), new BlockAnalyzer(), new ForgottenNetworkAnalyzer()]);
        return (await analyzers.GetAnalyzerDiagnosticsAsync()).Select(found => found.ToString());
    }

    private static string WithoutQuantization(string program) => Quantize().Replace(program, "");

    [GeneratedRegex(@", Quantize\b")]
    private static partial Regex Quantize();
}
