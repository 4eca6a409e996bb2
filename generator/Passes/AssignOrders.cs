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
    public static LaidOutGraph Run(LaidOutGraph graph) => GraphRewriter.Run(graph, Visit, (builder, result, value) =>
        result.Kind is ResultKind.Output or ResultKind.InputGradient && builder.Nodes[value.Node].Op is not Int8Deliver
            ? builder.Add(new Convert(new(MemoryOrder.Caller)), result.Name, value)
            : value);

    private static Value Visit(GraphRewriter<LaidOutNode> rewriter, int index, LaidOutNode node, Value[] inputs)
    {
        NodeBuilder<LaidOutNode> builder = rewriter.Builder;
        if (node.Op is Input input)
        {
            Value given = rewriter.CopyTyped(node with { Layouts = [new(MemoryOrder.Caller)] }, inputs);
            return Orders.OfInput(input) is var order and not MemoryOrder.Caller ? rewriter.Once(new Convert(new(order)), given) : given;
        }

        if (node.Outputs[0].Shape.Leading == 0 && inputs.All(value => builder.ShapeOf(value).Leading == 0)) return rewriter.CopyTyped(node, inputs);
        EquatableArray<LaidOutType> outputs = node.LaidOutOutputs;
        LaidOutTypes types = node.Implementation.AsRead(new([.. inputs.Select(builder.LaidOut)], outputs));
        for (int i = 0; i < inputs.Length; i++)
            if (types.Inputs[i] != builder.LaidOut(inputs[i])) inputs[i] = rewriter.Once(new Convert(new(types.Inputs[i].Layout.Order)), inputs[i]);

        Layout Written(LaidOutType output, int i) => output.Shape.Leading == 0 ? output.Layout : new(node.Implementation.OutputOrder(i, types));
        return rewriter.CopyTyped(node with { Layouts = outputs.Select(Written) }, inputs);
    }
}
