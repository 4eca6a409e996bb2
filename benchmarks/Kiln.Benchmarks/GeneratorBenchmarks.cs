using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;

namespace Kiln.Benchmarks;

/// <summary>What generation costs a fresh build.</summary>
[MemoryDiagnoser]
public class ColdGenerationBenchmarks
{
    private SourceProject? project;

    [GlobalSetup]
    public void Setup()
    {
        project = new SourceProject(networkCount: 1);
        project.Warm();
    }

    /// <summary>Binding and generating LeNet-5 with an empty cache.</summary>
    [Benchmark]
    public GeneratorDriver LeNet5() => project!.GenerateCold();
}

/// <summary>What one keystroke costs. The budgets are 3 ms for one network of ResNet-50's size and 40 ms for forty.</summary>
[MemoryDiagnoser]
public class KeystrokeBenchmarks
{
    private SourceProject? project;

    [Params(1, 40)]
    public int Networks { get; set; }

    [Params(false, true)]
    public bool AsDeepAsResNet50 { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        project = new SourceProject(Networks, AsDeepAsResNet50);
        project.Warm();
    }

    /// <summary>An edit that changes one network, which is generated again; the others must come from the cache.</summary>
    [Benchmark]
    public GeneratorDriver InNetwork() => project!.EditNetwork();

    /// <summary>An edit elsewhere; every network must come from the cache.</summary>
    [Benchmark]
    public GeneratorDriver Elsewhere() => project!.EditHelper();
}
