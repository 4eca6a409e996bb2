namespace Kiln.Generator.Ops;

/// <summary>Layers of two operands: two nodes, a node and a number, or a number and a node. A number is a hyper-parameter of a separate op.</summary>
internal static class BinaryLayer
{
    /// <summary>The argument that holds a number on the left side, or on the right side.</summary>
    public const string Left = "left", Right = "right";

    public static Layer Of(string name, ElementwiseOp op, Func<double, ElementwiseOp> withRight, Func<double, ElementwiseOp> withLeft) =>
        new(name, call =>
            call.Has(Left) ? call.Add(withLeft(call.Double(Left)), call.Input())
            : call.Has(Right) ? call.Add(withRight(call.Double(Right)), call.Input())
            : Broadcasting.Add(call, op, call.Input(0), call.Input(1))) { IsFunction = true };
}
