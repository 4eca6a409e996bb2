using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// dx[c, y, x] = sum over every product of the forward pass that read it of W[w] dy[o, i, j]: a convolution of dy with the flipped
/// kernel, input and output channels exchanged. Inputs: dy, W.
/// </summary>
internal sealed record Conv2DInputGradient(Conv2D Forward, Shape InputShape) : Op
{
    protected override string Detail => Forward.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), weight = reference.Input(1), dx = reference.Output();
        Forward.VisitTaps(dx.Shape, dy.Shape, (row, o, i, j, c, p, q, w) => dx[row, c, p, q] += weight.Data[w] * dy[row, o, i, j], dy.Rows);
    }

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 && Forward.IsGradientPlanar(InputShape) ? MemoryOrder.Natural : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Forward.IsGradientPlanar(InputShape) ? MemoryOrder.Natural : MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        if (input != 0) return default;
        Border rows = GradientPhase.Reach(Forward.Window.RowAxis, InputShape[1], inputs[0].Shape[1]), columns = GradientPhase.Reach(Forward.Window.ColumnAxis, InputShape[2], inputs[0].Shape[2]);
        return new Border(rows.Top, columns.Top, rows.Bottom, columns.Bottom);
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Forward.MultiplyAdds(outputs, inputs);
}
