using Kiln.Generator.Emit;
using Kiln.Generator.Quantization;
using Kiln.Generator.Planning;

namespace Kiln.Generator;

/// <summary>From a network's specification to its problems, or to the files of its class and of the kernels it calls.</summary>
internal static class Compiler
{
    /// <summary>Evaluates a network and refuses it if the runtime could not hold it in memory.</summary>
    public static EvaluatedNetwork Evaluate(NetworkSpec spec, CancellationToken cancellation)
    {
        EvaluatedNetwork network = NetworkEvaluation.Evaluate(spec, cancellation);
        if (!network.IsComplete) return network;
        return MemoryLimits.Check(network) is { } problem ? network.Refused(problem) : BudgetCheck.Run(Quantize(network));
    }

    /// <summary>Adds the integer form that the network asks for; a layer that has none refuses the network.</summary>
    private static EvaluatedNetwork Quantize(EvaluatedNetwork network)
    {
        if (network.Quantization is not { } settings) return network;
        try
        {
            EquatableArray<string> entries = network.Entries.Where(entry => entry.IsFloat).Select(entry => entry.Name).ToEquatableArray();
            return network with
            {
                Quantized = QuantizeNetwork.Run(network.Graph, settings with { FloatLayers = network.FloatLayers, FloatEntries = entries }),
            };
        }
        catch (QuantizationRefusal refusal)
        {
            return network.Refused(PlaceOf(refusal, network));
        }
    }

    /// <summary>A refusal at the layer, at the entry that alone has it, or at the name of the class.</summary>
    private static LocatedProblem PlaceOf(QuantizationRefusal refusal, EvaluatedNetwork network)
    {
        if (network.Entries.FirstOrDefault(entry => entry.Name == refusal.Entry) is { } entry) return new(refusal.Problem, entry.Origin, []);
        return network.LayerOf(refusal.Node) is { } layer
            ? new(refusal.Problem, layer.Origin, layer.Calls) : new(refusal.Problem, NetworkEvaluation.NameOfClass, []);
    }

    /// <summary>Compiles a complete network.</summary>
    public static EquatableArray<GeneratedFile> Compile(EvaluatedNetwork network, CompileOptions options)
    {
        var kernels = new KernelSet(options);
        GeneratedFile[] files = [.. network.Classes.Select(own =>
        {
            NetworkPlan plan = Fault.Note("planning", () => NetworkPlan.Of(own));
            return Fault.Note("writing", () => NetworkEmitter.Write(own, plan, kernels));
        })];
        return [.. files, .. kernels.Emitted];
    }
}

/// <summary>A file to add. Many networks ask for shared files (kernels), which are added to an assembly once; equal names mean equal texts.</summary>
internal sealed record GeneratedFile(string HintName, string Text, bool IsShared = false);
