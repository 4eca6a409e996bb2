using Kiln.Generator.Emit;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator;

/// <summary>The files of a network, or of its stub, and the fault in Kiln that kept it from being compiled.</summary>
internal sealed record CompiledNetwork(NetworkIdentity Identity, EquatableArray<GeneratedFile> Files, Problem? Fault);

/// <summary>
/// What generator and analyzers do with each network. No stage throws: a fault in Kiln becomes a problem of the one network that met it, which gets a stub;
/// all others get their code.
/// </summary>
internal sealed class CompilerStages
{
    /// <summary>The stages of Kiln; tests replace single ones.</summary>
    public static CompilerStages Default { get; } = new();

    public Func<INamedTypeSymbol, Compilation, CancellationToken, NetworkReading?> Reading { get; init; } = NetworkReader.Read;
    public Func<NetworkSpec, CancellationToken, EvaluatedNetwork> Evaluation { get; init; } = Compiler.Evaluate;
    public Func<EvaluatedNetwork, CompileOptions, EquatableArray<GeneratedFile>> Compilation { get; init; } = Compiler.Compile;

    /// <summary>Reads a network, or gives null if the class carries no <c>[Network]</c> in source.</summary>
    public NetworkReading? Read(INamedTypeSymbol network, Compilation compilation, CancellationToken cancellation) => Fault.Catch(
        "reading", network.Name, () => Reading(network, compilation, cancellation),
        problem => Fault.Catch("reading", network.Name, () => NetworkReader.ReadDeclaration(network, problem, cancellation), _ => null));

    /// <summary>Runs the network's declaration at compile time.</summary>
    public EvaluatedNetwork Evaluate(NetworkSpec spec, CancellationToken cancellation) =>
        Fault.Catch("evaluating", spec.Identity.Name, () => Evaluation(spec, cancellation), problem => NetworkEvaluation.Unknown(spec, problem));

    /// <summary>Writes a complete network, or the stub of an incomplete one.</summary>
    public CompiledNetwork Compile(EvaluatedNetwork network, CompileOptions options) => Fault.Catch(
        "compiling", network.Identity.Name,
        () => new CompiledNetwork(network.Identity, network.IsComplete ? Compilation(network, options) : StubWriter.WriteAll(network), null),
        problem => new CompiledNetwork(network.Identity, Stub(network, problem), problem));

    /// <summary>The messages about a network that do not need it compiled.</summary>
    public EquatableArray<ProblemReport> Report(NetworkReading reading, CancellationToken cancellation)
    {
        EvaluatedNetwork network = Evaluate(reading.Spec, cancellation);
        return Fault.Catch<EquatableArray<ProblemReport>>(
            "reporting the mistakes of", reading.Spec.Identity.Name,
            () => ProblemReports.Of(reading, network).ToEquatableArray(), problem => [ProblemReports.AtName(reading, problem)]);
    }

    private static EquatableArray<GeneratedFile> Stub(EvaluatedNetwork network, Problem problem) => Fault.Catch(
        "compiling", network.Identity.Name,
        () => StubWriter.WriteAll(network with { Problems = [.. network.Problems, new LocatedProblem(problem, NetworkEvaluation.NameOfClass, [])] }), _ => []);
}
