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

/// <summary>Advice is only worth its place if it is never wrong: correct programs get none.</summary>
public sealed partial class SilenceTests
{
    private const int Seed = 7;

    /// <summary>Rules that tables of networks break on purpose, because what works without them must work with them.</summary>
    private static readonly string[] BrokenOnPurpose = ["KILN302", "KILN303"];

    private static readonly string[] KnownOfGraphs = ["KILN306", "KILN307", "KILN308", "KILN309"];

    /// <summary>Programs with what this version of Kiln lacks, and one with a bias in front of BatchNorm.</summary>
    private static readonly string[] LeftOut = ["P08_CharModel.cs", "P11_Edge.cs", "P12_Server.cs"];

    [Theory]
    [InlineData("Zoo")]
    [InlineData("Digits")]
    public async Task Examples_get_no_message(string example)
    {
        string folder = Path.Combine(SharedFiles.Repository, "examples", example);
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(Path.GetRelativePath(folder, file)));
        string[] sources = [.. files.Select(File.ReadAllText)];
        Assert.Contains(sources, source => source.Contains("[Network", StringComparison.Ordinal));
        Assert.Empty(await MessagesAsync(sources));
    }

    [Fact]
    public async Task Programs_get_no_message()
    {
        IEnumerable<string> all = Directory.EnumerateFiles(SharedFiles.Shared("programs"), "*.cs", SearchOption.AllDirectories);
        string[] files = [.. all.Where(file => !LeftOut.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal)];
        Assert.True(files.Length > 10, $"Only {files.Length} programs are there.");
        foreach (string file in files)
        {
            IEnumerable<string> messages = await MessagesAsync([WithoutQuantization(File.ReadAllText(file))]);
            Assert.Empty(messages.Select(message => $"{Path.GetFileName(file)}: {message}"));
        }
    }

    [Fact]
    public void Networks_of_the_tests_get_no_message() => Assert.Empty(
        from text in NetworkTable.All
        from found in text.Evaluate().Problems
        where !BrokenOnPurpose.Contains(found.Problem.Kind.Id)
        select $"{text.Name}: {found.Problem}");

    /// <summary>
    /// Random networks are full of oddities, but these rules can be read off their graphs: some have a softmax over one number, and none has
    /// another library's arguments or an idle input.
    /// </summary>
    [Fact]
    public void Random_networks_get_no_message_in_vain()
    {
        var random = new Random(Seed);
        for (int i = 0; i < TestLevel.Count(quick: 60, full: 2000); i++)
        {
            NetworkText text = RandomGraph.Draw(random, "N");
            EvaluatedNetwork network = text.Evaluate();
            IEnumerable<string> expected = network.Graph.Nodes.Any(IsSoftmaxOfOne) ? ["KILN307"] : [];
            string[] found = [.. network.Problems.Select(problem => problem.Problem.Kind.Id).Where(KnownOfGraphs.Contains).Distinct()];
            string difference = $"{string.Join(", ", found)} instead of {string.Join(", ", expected)}";
            Assert.True(expected.SequenceEqual(found), $"Seed {Seed}, network {i}: {difference}\n{text.Source}");
        }
    }

    private static bool IsSoftmaxOfOne(GraphNode node) =>
        node.Op is Kiln.Generator.Ops.Softmax or Kiln.Generator.Ops.LogSoftmax && Kiln.Generator.Ops.Softmax.Columns(node.Outputs[0].Shape) == 1;

    /// <summary>Messages of all analyzers on unchanged sources. The members that Kiln would generate are missing, which C# reports.</summary>
    private static async Task<IEnumerable<string>> MessagesAsync(IEnumerable<string> sources)
    {
        string[] spaces = ["System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks"];
        string usings = string.Concat(spaces.Select(space => $"global using {space};"));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Test",
            sources.Prepend(usings).Select((source, index) => CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, $"Test{index}.cs")),
            TestCompilation.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var analyzers = compilation.WithAnalyzers([new NetworkAnalyzer(), new BlockAnalyzer(), new ForgottenNetworkAnalyzer()]);
        return (await analyzers.GetAnalyzerDiagnosticsAsync()).Select(found => found.ToString());
    }

    private static bool IsBuilt(string file) => file.StartsWith("obj", StringComparison.Ordinal) || file.StartsWith("bin", StringComparison.Ordinal);

    private static string WithoutQuantization(string program) => Quantize().Replace(program, "");

    [GeneratedRegex(@", Quantize\b")]
    private static partial Regex Quantize();
}
