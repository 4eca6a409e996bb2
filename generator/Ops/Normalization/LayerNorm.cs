using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>
/// Layer normalization (Ba et al. 2016) over the last dimension, of a vector or of each token of a sequence:
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias with the biased variance. Inputs: x, weight, bias; outputs: y, and for
/// backward the mean of each row and the factor 1 / sqrt(variance + epsilon).
/// </summary>
internal sealed record LayerNorm(double Epsilon) : Op
{
    public static Layer Layer { get; } = new("LayerNorm", call =>
    {
        Shape shape = call.InputShape();
        if (shape.Rank is not (1 or 2)) throw call.Fail(ShapeProblems.NeedsVector, "LayerNorm", shape);
        double epsilon = call.InRange("epsilon", call.Double("epsilon") > 0, "above 0");
        int features = Softmax.Columns(shape);
        Value weight = call.Parameter("weight", Shape.Fixed(features), Init.Constant, 1, features, features);
        return call.Add(new LayerNorm(epsilon), call.Input(), weight, call.Parameter("bias", Shape.Fixed(features), Init.Zeros, 0, features, features));
    });

    public override Keeps Keeps => Keeps.Input;

    protected internal override string Detail => FormattableString.Invariant($"epsilon {Epsilon}");

    public override bool IsOptional(int output) => output > 0;

    public override bool IsWeight(int input) => input > 0;

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape shape = inputs[0].Shape, features = Shape.Fixed(Softmax.Columns(shape));
        if (inputs[1].Shape != features) return new Problem(ShapeProblems.ShapesDiffer, Name, shape, inputs[1].Shape);
        if (inputs[2].Shape != features) return new Problem(ShapeProblems.ShapesDiffer, Name, shape, inputs[2].Shape);
        TensorType rows = TensorType.Float(new Shape(shape.Leading, [shape.ElementCount / features.ElementCount]));
        return Inferred.Of(TensorType.Float(shape), rows, rows);
    }

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? LastDimension.OrderOf(inputs[0].Shape) : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => LastDimension.OrderOf(outputs[output].Shape);

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
        Value dy = gradient.OutputGradient()!.Value, x = gradient.Input(0), mean = gradient.Output(1), factor = gradient.Output(2);
        if (gradient.Needs(0)) gradient.Contribute(0, gradient.Add(new LayerNormInputGradient(), x, dy, gradient.Input(1), mean, factor));
        if (!gradient.Needs(1) && !gradient.Needs(2)) return;
        Value parameters = gradient.Add(new LayerNormParameterGradient(), x, dy, mean, factor);
        if (gradient.Needs(1)) gradient.Contribute(1, parameters);
        if (gradient.Needs(2)) gradient.Contribute(2, parameters with { Output = 1 });
    }

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input > 0 ? new PackVector(inputs[input].Shape.ElementCount) : null;

    public override void Emit(StepText step)
    {
        string Statistics(int output) => step.HasOutput(output) ? $"ref {step.OutputAt(output)}" : $"ref {Framework.Unsafe}.NullRef<float>()";
        step.Call("global::Kiln.Kernels.LayerNormalization.Forward",
            [$"ref {step.InputAt(0)}", $"ref {step.InputAt(1)}", $"ref {step.InputAt(2)}", $"ref {step.OutputAt()}", .. LastDimension.Of(step.OutputType()).Arguments,
                SourceWriter.Double(Epsilon), Statistics(1), Statistics(2)]);
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new LayerNorm(1e-5), OpCase.Vector(7), OpCase.Fixed(7), OpCase.Fixed(7)),
        new("vector of whole lines", new LayerNorm(1e-5), OpCase.Vector(32), OpCase.Fixed(32), OpCase.Fixed(32)),
        new("tokens", new LayerNorm(1e-5), OpCase.Sequence(5, 19), OpCase.Fixed(19), OpCase.Fixed(19)),
        new("large epsilon", new LayerNorm(0.1), OpCase.Sequence(3, 4), OpCase.Fixed(4), OpCase.Fixed(4)),
    ];
}
