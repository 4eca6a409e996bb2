using Kiln.Generator.Formulas;

namespace Kiln.Generator.Ops;

/// <summary>
/// The reparameterised sample of a variational autoencoder (Kingma and Welling 2014, section 2.4): in training
/// y = mean + exp(logVariance / 2) noise with standard normal noise, in inference y = mean. The noise is a function of (seed,
/// <paramref name="Key"/>, step, sample, element), so backward draws it again and nothing is stored. Inputs: mean, logVariance.
/// </summary>
internal sealed record SampleNormal(string Key) : Op
{
    public static Layer Layer { get; } =
        new("SampleNormal", call => call.Add(new SampleNormal(call.NoiseKey()), call.Input(0), call.Input(1))) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs) =>
        inputs[0].Shape == inputs[1].Shape
            ? TensorType.Float(inputs[0].Shape) : new Problem(ShapeProblems.ShapesDiffer, Name, inputs[0].Shape, inputs[1].Shape);

    public override void Evaluate(Reference reference)
    {
        Tensor mean = reference.Input(0), logVariance = reference.Input(1);
        reference.Output().Fill((row, i) => mean[row, i] + (Math.Exp(logVariance[row, i] / 2) * Noise(reference, row, i)));
    }

    /// <summary>dmean = dy, dlogVariance = dy exp(logVariance / 2) noise / 2.</summary>
    public override void Differentiate(Gradient gradient)
    {
        gradient.Contribute(0, gradient.Dy);
        gradient.Contribute(1, new SampleNormalGradient(Key), gradient.Input(1), gradient.Dy);
    }

    /// <summary>The middle of the uniform number's interval: its 31 bits leave out one of the 32 that generated code uses.</summary>
    internal double Noise(Reference reference, int row, int element) =>
        SpecialFunctions.NormalQuantile(reference.Settings.Uniform(Key, row, element) + (1 / 4294967296.0));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new SampleNormal("sample"), OpCase.Vector(21), OpCase.Vector(21)),
        new("one number", new SampleNormal("sample"), OpCase.Vector(1), OpCase.Vector(1)),
        new("tokens", new SampleNormal("sample"), OpCase.Sequence(3, 5), OpCase.Sequence(3, 5)),
    ];
}
