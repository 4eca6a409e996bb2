using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Emit;

/// <summary>How inference computes a layer, in a word or two and in cycles, for the layer table.</summary>
internal sealed class ImplementationText(StepPhases phases)
{
    private readonly Plan _infer = phases.Plan;

    private readonly LiveMemory _memory = new(phases.Plan);

    private readonly ILookup<string, int> _steps = Enumerable.Range(0, phases.Plan.Graph.Nodes.Count)
        .Where(node => phases.Plan.SegmentOf(node) is not null)
        .ToLookup(node => LayerOf(phases.Plan.Graph, node), StringComparer.Ordinal);

    private readonly ILookup<string, int> _nodes = Enumerable.Range(0, phases.Plan.Graph.Nodes.Count)
        .Where(node => phases.Plan.Graph.Nodes[node].Op is not (StoredOp or Input))
        .ToLookup(node => phases.Plan.Graph.Nodes[node].Name, StringComparer.Ordinal);

    /// <summary>
    /// The implementations of the steps that the layer still has; without one, what has become of its ops in the <paramref name="source"/> graph.
    /// </summary>
    public string Of(string name, IReadOnlyList<Op> source)
    {
        string[] steps = [.. _nodes[name].Where(node => _infer.SegmentOf(node) is not null).Select(TextOf).OfType<string>().Distinct()];
        if (steps.Any(step => step != PartOfInput.View)) return string.Join(" + ", steps.Where(step => step != PartOfInput.View));
        if (source.All(op => op is Parameter)) return source.Count > 0 ? "parameter" : "identity";
        if (source.All(op => op is Dropout or StopGradient or SampleNormal)) return "identity";
        if (source.All(op => op is Reshape or Slice)) return PartOfInput.View;
        if (source.Any(op => op is BatchNorm) && IsPacked(op => op is ScaleOutputs or ScaleBias)) return "folded";
        return IsPacked(op => source.Any(own => own.Name == op.Name)) ? "when weights change" : steps.Length > 0 ? PartOfInput.View : "fused";

        bool IsPacked(Func<Op, bool> isOne) => _nodes[name].Any(node => _infer.SegmentOf(node) is null && isOne(_infer.Graph.Nodes[node].Op));
    }

    /// <summary>What the steps that the layer still has take for one sample, in cycles of the reference core; 0 without one.</summary>
    public long CyclesOf(string name) => ReferenceCore.Cycles(_steps[name].Sum(phases.CostOf));

    /// <summary>The most bytes of the arena that are in use while one of the layer's steps runs for one sample; 0 without one.</summary>
    public long MemoryOf(string name) => _steps[name].Where(step => phases.CostOf(step) > 0).Select(_memory.BytesAt).DefaultIfEmpty(0).Max();

    /// <summary>The layer that a step is for: a copy is made for its first reader, that of an output by the layer whose result it is.</summary>
    private static string LayerOf(LaidOutGraph graph, int node)
    {
        if (graph.Nodes[node] is not { Op: Convert } copy) return graph.Nodes[node].Name;
        int reader = Enumerable.Range(node, graph.Nodes.Count - node).FirstOrDefault(later => graph.Nodes[later].Inputs.Any(input => input.Node == node));
        return reader > 0 ? LayerOf(graph, reader) : graph[copy.Inputs[0]].Name;
    }

    /// <summary>The implementation of one step; null if it only prepares data for others.</summary>
    private string? TextOf(int step) => _infer.Graph.Nodes[step].Implementation.Title(_infer.Graph.Nodes[step].LaidOut(0));
}
