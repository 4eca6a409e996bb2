using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Kiln.Generator;
using Kiln.Generator.Evaluation;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Benchmarks;

/// <summary>
/// What a large network costs a build, training included. The budget is 1.5 s from the graph to the source, cold: the first call of each process is the one that
/// counts. What the C# compiler adds in a real build is measured by <c>benchmarks/builds</c>; here its own code is compiled on the way.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.ColdStart, launchCount: 3, iterationCount: 3)]
public class LargeNetworkBenchmarks
{
    private static readonly CompileOptions Options = new(KernelSource.Library);

    private EvaluatedNetwork? network;
    private string[] sources = [];

    [Params("ResNet-50", "DenseNet-121")]
    public string Network { get; set; } = "";

    [GlobalSetup(Target = nameof(Generate))]
    public void Evaluate() => network = LargeNetworks.Of(Network);

    [GlobalSetup(Target = nameof(Compile))]
    public void EvaluateAndGenerate()
    {
        Evaluate();
        sources = [.. Files().Select(file => file.Text), "public sealed partial class Measured;"];
        Console.WriteLine($"// {Network}: {sources.Sum(source => source.Length):N0} characters of source in {sources.Length - 1} files");
    }

    /// <summary>From the graph to the files: passes, plans, schedules, kernels.</summary>
    [Benchmark]
    public object Generate() => Files();

    private EquatableArray<GeneratedFile> Files() => Kiln.Generator.Compiler.Compile(network!, Options);

    /// <summary>From the files to an assembly.</summary>
    [Benchmark]
    public long Compile()
    {
        using MemoryStream image = new();
        bool succeeded = CSharpCompilation.Create("Measured", sources.Select(SourceProject.Parse), SourceProject.References, SourceProject.Library).Emit(image).Success;
        return succeeded ? image.Length : throw new InvalidOperationException($"The source of {Network} does not compile.");
    }
}
