namespace Kiln.Generator.Ops;

/// <summary>
/// Softmax over those elements of the last dimension whose mask is not 0; the others get 0, and so does a whole row if all of it is masked.
/// Inputs: x, and a mask of its shape or one for all rows, [columns] or [columns, 1] as LengthMask makes it.
/// </summary>
internal sealed record MaskedSoftmax : Op
{
    public static Layer Layer { get; } = new("MaskedSoftmax", call => call.Add(new MaskedSoftmax(), call.Input(0), call.Input(1))) { IsFunction = true };

    public override Inferred Infer(EquatableArray<TensorType> inputs)
    {
        Shape x = inputs[0].Shape, mask = inputs[1].Shape;
        return mask.Leading == x.Leading && (mask == x || IsRow(x, mask)) ? TensorType.Float(x) : new Problem(ShapeProblems.ShapesDiffer, Name, x, mask);
    }

    /// <summary>Whether all rows share the mask.</summary>
    internal static bool IsRow(Shape x, Shape mask) =>
        mask != x && mask.ElementCount == Softmax.Columns(x) && (mask.Rank == 1 || (mask.Rank == 2 && mask[1] == 1));

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), mask = reference.Input(1), y = reference.Output();
        int columns = Softmax.Columns(x.Shape);
        for (int row = 0; row < x.Rows; row++)
            for (int first = 0; first < x.RowLength; first += columns)
            {
                int[] kept = [.. Enumerable.Range(0, columns).Where(c => mask[row, mask.RowLength == columns ? c : first + c] != 0)];
                // Scores of -infinity are a mask, too.
                if (kept.All(c => double.IsNegativeInfinity(x[row, first + c]))) continue;
                double[] probabilities = Softmax.Row([.. kept.Select(c => x[row, first + c])]);
                // As everywhere, one NaN makes the whole row NaN.
                if (probabilities.Any(double.IsNaN)) for (int c = 0; c < columns; c++) y[row, first + c] = double.NaN;
                else for (int i = 0; i < kept.Length; i++) y[row, first + kept[i]] = probabilities[i];
            }
    }

    /// <summary>As softmax: where y is 0, so is the gradient.</summary>
    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, new SoftmaxGradient(), gradient.Dy, gradient.Output());

    public static IEnumerable<OpCase> Cases => OpCase.Each(
        item => item with { Kinds = [(1, InputKind.Mask)] },
        new("vector", new MaskedSoftmax(), OpCase.Vector(10), OpCase.Vector(10)),
        new("mask of keys", new MaskedSoftmax(), OpCase.Sequence(5, 19), OpCase.Sequence(19, 1)),
        new("mask of pairs", new MaskedSoftmax(), OpCase.Sequence(4, 7), OpCase.Sequence(4, 7)),
        new("one mask for all heads", new MaskedSoftmax(), OpCase.Map(2, 3, 5), OpCase.Vector(5)));
}
