using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>
/// Values behind each other along the first dimension: the channels of maps of one size, or the elements of vectors. Each part is
/// copied into its place, which need not begin at a multiple of 16 channels, unless <paramref name="Held"/> says that its producer has
/// written it there.
/// </summary>
internal sealed record Concat(EquatableArray<bool> Held = default) : Op
{
    public override bool HoldsInput(int input) => input < Held.Count && Held[input];

    /// <summary>All parts are where they belong.</summary>
    public bool IsInPlace => Held.Count > 0 && Held.All(held => held);

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    protected internal override string Detail => Held.Any(held => held) ? FormattableString.Invariant($"{Held.Count(held => held)} of {Held.Count} in place") : "";

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape first = inputs[0].Shape;
        foreach (TensorType input in inputs)
        {
            if (input.Shape.Leading != first.Leading || !input.Shape.Dimensions.Skip(1).SequenceEqual(first.Dimensions.Skip(1)))
                return new Problem(ShapeProblems.ShapesDiffer, Name, first, input.Shape);
        }

        return TensorType.Float(first with { Dimensions = first.Dimensions.Skip(1).Prepend(inputs.Sum(input => input.Shape[0])).ToEquatableArray() });
    }

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => Preferred(outputs[0].Shape);

    public override bool ReadsCaller(int input) => true;

    public override void Evaluate(Reference reference)
    {
        Tensor y = reference.Output();
        for (int row = 0; row < y.Rows; row++)
        {
            int first = 0;
            for (int input = 0; input < reference.InputCount; input++)
            {
                Tensor x = reference.Input(input);
                for (int i = 0; i < x.RowLength; i++) y[row, first + i] = x[row, i];
                first += x.RowLength;
            }
        }
    }

    public override void Differentiate(Gradient gradient)
    {
        int first = 0;
        for (int input = 0; input < gradient.InputCount; input++)
        {
            int count = gradient.InputShape(input)[0];
            if (gradient.Needs(input)) gradient.Contribute(input, gradient.Add(new ConcatGradient(first, count), gradient.OutputGradient()!.Value));
            first += count;
        }
    }

    public override void Emit(StepText step)
    {
        Geometry y = step.Output();
        long first = 0;
        for (int input = 0; input < step.OwnInputs; input++)
        {
            Geometry x = step.Input(input);
            if (!HoldsInput(input)) CopyPart(step, $"ref {step.InputAt(input)}", x, $"ref {step.OutputAt(0, SourceWriter.Number(first * y.Channel))}", y, x.Channels);
            first += x.Channels;
        }
    }

    /// <summary>Copies some channels from one map to another, or some elements of a vector, which are the channels of one pixel.</summary>
    internal static void CopyPart(StepText step, string source, Geometry from, string target, Geometry to, int channels) =>
        step.Call("global::Kiln.Kernels.Layouts.Copy", source, StepText.Strides(from), target, StepText.Strides(to),
            SourceWriter.Number(channels), SourceWriter.Number(to.Height), SourceWriter.Number(to.Width));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("planes", new Concat(), OpCase.Map(2, 3, 5), OpCase.Map(3, 3, 5)),
        new("planes into channels-last", new Concat(), OpCase.Map(7, 3, 4), OpCase.Map(12, 3, 4), OpCase.Map(1, 3, 4)),
        new("channels-last, no multiple of 16", new Concat(), OpCase.Map(24, 2, 3), OpCase.Map(17, 2, 3)),
        new("vectors", new Concat(), OpCase.Vector(5), OpCase.Vector(18)),
    ];
}
