using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>
/// A network that has been compiled step by step: the emitter's own text, in which each step is a method, or each of its phases if they are cut into items
/// that threads share.
/// </summary>
internal sealed record StepwiseNetwork(EvaluatedNetwork Network, NetworkPlan Plan, NetworkPlan Stepwise, long SharedWork, NetworkFactory Create)
{
    /// <summary>No step of a sample is large enough to be cut.</summary>
    public const long AsWholes = long.MaxValue;

    /// <summary>Every step that can be cut is cut.</summary>
    public const long InItems = 1;

    /// <summary>Compiles networks into one assembly; <paramref name="kernels"/> are sources of kernels that the runtime does not have.</summary>
    public static IEnumerable<StepwiseNetwork> Compile(IReadOnlyList<EvaluatedNetwork> networks, long sharedWork, params string[] kernels)
    {
        NetworkPlan[] plans = [.. networks.Select(NetworkPlan.Of)], stepwise = [.. plans.Select(StepwisePlan.Of)];
        IReadOnlyList<NetworkFactory> create = NetworkCompiler.Compile(
            [.. networks.Select((network, i) => (network, stepwise[i]))], NetworkCompiler.Options with { SharedWork = sharedWork }, kernels);
        return networks.Select((network, i) => new StepwiseNetwork(network, plans[i], stepwise[i], sharedWork, create[i]));
    }

    public override string ToString() => $"{Network.Identity.Name}, steps {(SharedWork == InItems ? "in items" : "as wholes")}";
}
