using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dx[c, p, q] = the sum over every dy that took a share of x[c, p, q] of that share. Input: dy.</summary>
internal sealed record UpsampleGradient(Upsample Forward) : Op
{
    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    protected internal override string Detail => Forward.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape dy = inputs[0].Shape;
        return TensorType.Float(new Shape(dy.Leading, [dy[0], dy[1] / Forward.Factor, dy[2] / Forward.Factor]));
    }

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.ChannelsLast;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.ChannelsLast;

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(), dx = reference.Output();
        Forward.Visit(dx, dy, (row, c, i, j, p, q, weight) => dx[row, c, p, q] += weight * dy[row, c, i, j]);
    }

    public override void Emit(StepText step) => Forward.Emit(step, $"{Forward.Interpolation}Gradient", step.Output());

    public static IEnumerable<OpCase> Cases => Upsample.Cases.Select(c => new OpCase(c.Name, new UpsampleGradient((Upsample)c.Op), c.OutputGradient));
}
