namespace Kiln.Generator.Ops;

/// <summary>Layers that are an op without hyper-parameters and have its name.</summary>
internal static class PlainLayer
{
    /// <summary>Functions that stand alone in a stack, too.</summary>
    public static IEnumerable<Layer> Activations(params IEnumerable<Op> ops) => ops.Select(op => new Layer(op.Name, call => Add(call, op)));

    /// <summary>Functions of one operand or two that are no layers of a stack.</summary>
    public static IEnumerable<Layer> Functions(params IEnumerable<Op> ops) =>
        Activations(ops).Select(layer => layer with { IsFunction = true });

    private static Value Add(LayerCall call, Op op) =>
        op is ElementwiseOp { Operands: 1 } binary ? Broadcasting.Add(call, binary, call.Input(0), call.Input(1)) : call.Add(op, call.Input());
}
