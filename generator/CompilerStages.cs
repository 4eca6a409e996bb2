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
    public NetworkReading? Read(INamedTypeSymbol network, Compilation compilation, CancellationToken cancellation)
    {
        try
        {
            return Reading(network, compilation, cancellation);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return Declaration(network, Fault.ProblemOf("reading", network.Name, fault), cancellation);
        }
    }

    /// <summary>Runs the network's declaration at compile time.</summary>
    public EvaluatedNetwork Evaluate(NetworkSpec spec, CancellationToken cancellation)
    {
        try
        {
            return Evaluation(spec, cancellation);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return NetworkEvaluation.Unknown(spec, Fault.ProblemOf("evaluating", spec.Identity.Name, fault));
        }
    }

    /// <summary>Writes a complete network, or the stub of an incomplete one.</summary>
    public CompiledNetwork Compile(EvaluatedNetwork network, CompileOptions options)
    {
        try
        {
            return new CompiledNetwork(network.Identity, network.IsComplete ? Compilation(network, options) : StubWriter.WriteAll(network), null);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            Problem problem = Fault.ProblemOf("compiling", network.Identity.Name, fault);
            return new CompiledNetwork(
                network.Identity, Stub(network with { Problems = [.. network.Problems, new LocatedProblem(problem, NetworkEvaluation.NameOfClass, [])] }),
                problem);
        }
    }

    /// <summary>The messages about a network that do not need it compiled.</summary>
    public EquatableArray<ProblemReport> Report(NetworkReading reading, CancellationToken cancellation)
    {
        EvaluatedNetwork network = Evaluate(reading.Spec, cancellation);
        try
        {
            return ProblemReports.Of(reading, network).ToEquatableArray();
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return [ProblemReports.AtName(reading, Fault.ProblemOf("reporting the mistakes of", reading.Spec.Identity.Name, fault))];
        }
    }

    private static NetworkReading? Declaration(INamedTypeSymbol network, Problem problem, CancellationToken cancellation)
    {
        try
        {
            return NetworkReader.ReadDeclaration(network, problem, cancellation);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return null;
        }
    }

    private static EquatableArray<GeneratedFile> Stub(EvaluatedNetwork network)
    {
        try
        {
            return StubWriter.WriteAll(network);
        }
        catch (Exception fault) when (Fault.IsOne(fault))
        {
            return [];
        }
    }
}
