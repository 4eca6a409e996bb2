using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Passes;

/// <summary>
/// Gives every value its memory order: what the op that makes it writes, converted where a consumer reads another. Values of the
/// caller are copied into the arena unless the consumer reads the caller's span itself; outputs and gradients of inputs are copied out.
/// </summary>
internal static class AssignOrders
{
    public static LaidOutGraph Run(LaidOutGraph graph)
    {
        var converted = new Dictionary<(Value, MemoryOrder), Value>();
        LaidOutGraph ordered = GraphRewriter.Run(graph, (rewriter, _, node, inputs) =>
        {
            NodeBuilder<LaidOutNode> builder = rewriter.Builder;
            if (node.Op is Input input)
            {
                Value given = rewriter.CopyTyped(node with { Layouts = [new(MemoryOrder.Caller)] }, inputs);
                return Orders.OfInput(input) is var order and not MemoryOrder.Caller ? ConvertTo(builder, converted, given, order) : given;
            }

            if (node.Outputs[0].Shape.Leading == 0 && inputs.All(value => builder.ShapeOf(value).Leading == 0)) return rewriter.CopyTyped(node, inputs);

            EquatableArray<LaidOutType> outputs = node.LaidOutOutputs;
            LaidOutTypes types = node.Implementation.AsRead(new(inputs.Select(builder.LaidOut).ToEquatableArray(), outputs));
            for (int i = 0; i < inputs.Length; i++)
                if (types.Inputs[i] != builder.LaidOut(inputs[i])) inputs[i] = ConvertTo(builder, converted, inputs[i], types.Inputs[i].Layout.Order);

            return rewriter.CopyTyped(node with
            {
                Layouts = outputs.Select((output, i) =>
                    output.Shape.Leading == 0 ? output.Layout : new Layout(node.Implementation.OutputOrder(i, types))).ToEquatableArray(),
            }, inputs);
        });

        var final = new LaidOutBuilder();
        foreach (LaidOutNode node in ordered.Nodes) final.Add(node);
        foreach (Result result in ordered.Results)
            final.Result(
                result.Kind, result.Name,
                result.Kind is ResultKind.Output or ResultKind.InputGradient
                    ? final.Add(new Convert(new(MemoryOrder.Caller)), result.Name, result.Value)
                    : result.Value,
                result.Entry);
        return final.Build();
    }

    private static Value ConvertTo(NodeBuilder<LaidOutNode> builder, Dictionary<(Value, MemoryOrder), Value> converted, Value value, MemoryOrder order)
    {
        if (converted.TryGetValue((value, order), out Value known)) return known;
        return converted[(value, order)] = builder.Add(new Convert(new(order)), builder.Nodes[value.Node].Name, value);
    }
}
