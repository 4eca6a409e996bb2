using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>dx[k] = sum over n of W[n, k] dy[n], in the shape that x had: a vector for each token, a map where Flatten was taken in. Inputs: dy, W.</summary>
internal sealed record DenseInputGradient(Shape InputShape) : Op
{
    public override bool BatchCoupled => true;

    public override bool WritesBorderedMaps => false;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 && DenseText.IsSequence(inputs[0].Shape) ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Preferred(InputShape);

    public override bool ReadsPart(int input) => input == 0;

    /// <summary>The pads of a map's pixels are columns of the product; those of a vector are the rest of its last one.</summary>
    public override bool WritesPart(int output) => InputShape.Rank < 2;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(InputShape);

    public override void Evaluate(Reference reference)
    {
        Tensor dy = reference.Input(0), weight = reference.Input(1), dx = reference.Output();
        int units = weight.Shape[0], features = weight.Shape[1];
        for (int row = 0; row < dy.Data.Length / units; row++)
            for (int k = 0; k < features; k++)
            {
                double sum = 0;
                for (int unit = 0; unit < units; unit++) sum += weight.Data[(unit * features) + k] * dy.Data[(row * units) + unit];
                dx.Data[(row * features) + k] = sum;
            }
    }

    public override long MultiplyAdds(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (long)InputShape.Rows(1) * InputShape.ElementCount * DenseText.Features(inputs[0].Shape);

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs)
    {
        if (input != 1) return null;
        long units = DenseText.Features(inputs[0].Shape), area = 1;
        Geometry map = Geometry.Of(outputs[0]);
        PackAxis features = PackAxis.Of(DenseText.Features(InputShape), units);
        if (!DenseText.IsSequence(InputShape) && map.IsChannelsLast && (area = (long)map.Height * map.Width) > 1)
            features = PackAxis.Of(map.Height, map.Width * units, map.Width, units, map.Channels, area * units) with { Padded = map.Pixel };
        return new PackWeights(Panels: true, [new WeightBlock(0, PackAxis.Of(units, 1), features)]);
    }

    public override (string Items, string Cost) Work(StepText step) => DenseText.Work(step, Columns(step));

    public override void Emit(StepText step) => DenseText.Emit(step, false, Columns(step));

    /// <summary>Columns of the product: the memory of dx, pads of its pixels included.</summary>
    private static long Columns(StepText step)
    {
        if (DenseText.IsSequence(step.OutputType().Shape)) return step.OutputType().Shape[1];
        Geometry map = step.Output();
        return map.IsChannelsLast && map.Height * map.Width > 1 ? map.Height * map.Row : (long)map.Channels * map.Height * map.Width;
    }

    public static IEnumerable<OpCase> Cases =>
        Dense.Cases.Select(c => new OpCase(c.Name, new DenseInputGradient(c.Inputs[0].Shape), c.OutputGradient, c.Inputs[1]));
}
