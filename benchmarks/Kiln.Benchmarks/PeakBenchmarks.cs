using BenchmarkDotNet.Attributes;
using Kiln.Peers;

namespace Kiln.Benchmarks;

/// <summary>The FMA peak of one core, against which the other benchmarks state their share.</summary>
[Config(typeof(FloatingPointConfig))]
public class PeakBenchmarks
{
    /// <summary>The same loop for every vector width that this CPU has.</summary>
    public static IEnumerable<FmaLoop> Loops =>
        FmaPeak.Has512 ? [new FmaLoop(256), new FmaLoop(512)] : [new FmaLoop(256)];

    [ParamsSource(nameof(Loops))]
    public FmaLoop Work { get; set; } = new(256);

    [Benchmark]
    public float Chains() => Work.Run();
}

/// <summary>Chains of fused multiply-adds in registers.</summary>
public sealed class FmaLoop(int bits) : IFloatingPointWork
{
    public long FloatingPointOperations => FmaPeak.OperationsPerRun(bits / 32);

    public float Run() => bits == 512 ? FmaPeak.Run512(FmaPeak.Iterations) : FmaPeak.Run256(FmaPeak.Iterations);

    public override string ToString() => $"FMA {bits} bits";
}
