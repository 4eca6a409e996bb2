namespace Kiln.Generator.Ops;

/// <summary>Layers that are one op, of the layer's name, which works element by element.</summary>
internal static class ElementwiseLayer
{
    /// <summary>The argument that holds a number on the left side, or on the right side.</summary>
    private const string Left = "left", Right = "right";

    /// <summary>Functions that stand alone in a stack, too.</summary>
    public static IEnumerable<Layer> Activations(params IEnumerable<Op> ops) => ops.Select(op => new Layer(op.Name, call => Add(call, op)));

    /// <summary>Functions of one operand or two that are no layers of a stack.</summary>
    public static IEnumerable<Layer> Functions(params IEnumerable<Op> ops) => Activations(ops).Select(layer => layer with { IsFunction = true });

    /// <summary>An operator on two nodes, a node and a number, or a number and a node. A number is a hyper-parameter of a separate op.</summary>
    public static Layer Operator(ElementwiseOp op, Func<double, ElementwiseOp> withRight, Func<double, ElementwiseOp> withLeft) => new(op.Name, call =>
        call.Has(Left) ? call.Add(withLeft(call.Double(Left)), call.Input())
        : call.Has(Right) ? call.Add(withRight(call.Double(Right)), call.Input())
        : Add(call, op)) { IsFunction = true };

    private static Value Add(LayerCall call, Op op) =>
        op is ElementwiseOp { Operands: 1 } binary ? Broadcasting.Add(call, binary, call.Input(0), call.Input(1)) : call.Add(op, call.Input());
}
