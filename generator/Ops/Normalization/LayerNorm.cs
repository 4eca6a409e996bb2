namespace Kiln.Generator.Ops;

/// <summary>
/// Layer normalization (Ba et al. 2016) over the last dimension, of a vector or of each token of a sequence:
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias with the biased variance. Inputs: x, weight, bias; outputs: y, and for
/// backward the mean of each row and the factor 1 / sqrt(variance + epsilon). Several dimensions at the end are normalized together, as if they were
/// one in C, H, W order; weight and bias keep their shape, PyTorch's normalized_shape.
/// </summary>
internal sealed record LayerNorm(double Epsilon) : Op
{
    public static Layer Layer { get; } = new("LayerNorm", call =>
    {
        Shape shape = call.InputShape();
        double epsilon = call.InRange("epsilon", call.Double("epsilon") > 0, "above 0");
        if (!call.Has("dimensions")) return shape.Rank is 1 or 2 ? Build(call, 1, epsilon) : throw call.Fail(Expected.Features(call.Layer, shape));
        if (shape.Rank == 0) throw call.Fail(Expected.Features(call.Layer, shape));
        int dimensions = call.Int("dimensions");
        if (dimensions >= 1 && dimensions <= shape.Rank) return Build(call, dimensions, epsilon);
        string range = FormattableString.Invariant($"from 1 to {shape.Rank}, as many dimensions of {shape} as are normalized together");
        throw call.Fail(ShapeProblems.OutOfRange, call.Layer, "dimensions", dimensions, range);
    });

    private static Value Build(LayerCall call, int dimensions, double epsilon)
    {
        Shape shape = call.InputShape();
        int kept = shape.Rank - dimensions;
        var features = new Shape(0, shape.Dimensions.Skip(kept).ToEquatableArray());
        int columns = features.ElementCount;
        StorageOrder order = features.Rank == 1 ? StorageOrder.OutputsLast : StorageOrder.OfShape;
        bool isOne = dimensions == 1 && shape.Rank < 3;
        Value x = isOne ? call.Input() : call.Add(new Reshape(kept == 0 ? [columns] : [shape.ElementCount / columns, columns]), call.Input());
        Value weight = call.Parameter("weight", features, Init.Constant, 1, columns, columns, order);
        Value y = call.Add(new LayerNorm(epsilon), x, weight, call.Parameter("bias", features, Init.Zeros, 0, columns, columns, order));
        return isOne ? y : call.Add(new Reshape(shape.Dimensions), y);
    }

    protected internal override string Detail => FormattableString.Invariant($"epsilon {Epsilon}");

    public override bool IsWeight(int input) => input > 0;

    public override IReadOnlyList<string> OutputNames => ["", "Mean", "Inverse"];

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape shape = inputs[0].Shape, features = inputs[1].Shape;
        int columns = Softmax.Columns(shape);
        if (features.Leading > 0 || features.ElementCount != columns) return new Problem(ShapeProblems.ShapesDiffer, Name, shape, features);
        if (inputs[2].Shape != features) return new Problem(ShapeProblems.ShapesDiffer, Name, shape, inputs[2].Shape);
        TensorType rows = TensorType.Float(new Shape(shape.Leading, [shape.ElementCount / columns]));
        return Inferred.Of(TensorType.Float(shape), rows, rows);
    }

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input(0).Data, weight = reference.Input(1).Data, bias = reference.Input(2).Data, y = reference.Output(0).Data;
        int columns = weight.Length;
        for (int row = 0; row < x.Length / columns; row++)
        {
            double mean = 0, variance = 0;
            for (int c = 0; c < columns; c++) mean += x[(row * columns) + c] / columns;
            for (int c = 0; c < columns; c++) variance += (x[(row * columns) + c] - mean) * (x[(row * columns) + c] - mean) / columns;
            double factor = 1 / Math.Sqrt(variance + Epsilon);
            for (int c = 0; c < columns; c++) y[(row * columns) + c] = ((x[(row * columns) + c] - mean) * factor * weight[c]) + bias[c];
            reference.Output(1).Data[row] = mean;
            reference.Output(2).Data[row] = factor;
        }
    }

    public override void Differentiate(Gradient gradient)
    {
        Value dy = gradient.Dy, x = gradient.Input(0), mean = gradient.Output(1), factor = gradient.Output(2);
        gradient.Contribute(0, new LayerNormInputGradient(), x, dy, gradient.Input(1), mean, factor);
        if (!gradient.Needs(1) && !gradient.Needs(2)) return;
        Value parameters = gradient.Add(new LayerNormParameterGradient(gradient.InputShape(1)), x, dy, mean, factor);
        gradient.Contribute(1, parameters);
        gradient.Contribute(2, parameters with { Output = 1 });
    }

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with
        {
            WithoutSpecialValues = "infinities cancel in the one scale and shift of a row, and in the sums of backward", OrdinaryInputs = [1, 2, 3],
        },
        new("vector", new LayerNorm(1e-5), OpCase.Vector(7), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("vector of whole lines", new LayerNorm(1e-5), OpCase.Vector(32), OpCase.Fixed(32), OpCase.Fixed(32)),
        new("tokens", new LayerNorm(1e-5), OpCase.Sequence(5, 19), OpCase.Fixed(19), OpCase.Fixed(19)),
        new("large epsilon", new LayerNorm(0.1), OpCase.Sequence(3, 4), OpCase.Fixed(4), OpCase.Fixed(4)),
        new("the parameters of a map", new LayerNorm(1e-5), OpCase.Vector(60), OpCase.Fixed(3, 4, 5), OpCase.Fixed(3, 4, 5)) { Stored = StorageOrder.OfShape },
        new("the parameters of planes", new LayerNorm(1e-5), OpCase.Sequence(3, 20), OpCase.Fixed(4, 5), OpCase.Fixed(4, 5)) { Stored = StorageOrder.OfShape });
}
