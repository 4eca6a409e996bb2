using Kiln.Generator.Passes;

namespace Kiln.Generator.Quantization;

/// <summary>The graph by which a network is calibrated: its own over floats, whose outputs are the observed values and the folded weights.</summary>
internal static class CalibrationGraph
{
    public static Graph Of(Graph graph, ObservedValues observed, ObservedValues weights)
    {
        var builder = new GraphBuilder();
        foreach (GraphNode node in graph.Nodes) builder.Add(node);
        builder.Result(ResultKind.Output, QuantizedNetwork.Observed, Joined(builder, QuantizedNetwork.Observed, observed));
        if (weights.All.Count == 0) return RemoveDeadNodes.Run(builder.Build());
        Value folded = Joined(builder, QuantizedNetwork.WeightsOutput, weights);
        Value ofSample = builder.Add(new Broadcast(Shape.PerSample(weights.Length), []), QuantizedNetwork.WeightsOutput, folded);
        builder.Result(ResultKind.Output, QuantizedNetwork.WeightsOutput, ofSample, QuantizedNetwork.Weights);
        return RemoveDeadNodes.Run(builder.Build());
    }

    private static Value Joined(GraphBuilder builder, string name, ObservedValues values)
    {
        Value[] parts = [.. values.All.Select(value => builder.Add(new Reshape([builder.ShapeOf(value).ElementCount]), name, value))];
        return parts.Length == 1 ? parts[0] : builder.Add(new Concat(), name, parts);
    }
}
