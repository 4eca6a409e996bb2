namespace Kiln.Generator.Ops;

/// <summary>
/// Probabilities over the last dimension in steps of 1/256: min(255, (T[max - q] 256 + sum / 2) / sum) - 128, where T are the exponentials of the table.
/// Inputs: x, table.
/// </summary>
internal sealed record Int8Softmax : Op
{
    /// <summary>The most values that are normalized together: the exponentials of more have too few bits.</summary>
    public const int Longest = 4096;

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0];

    public override void Evaluate(Reference reference)
    {
        double[] x = reference.Input().Data, y = reference.Output().Data;
        double[] table = reference.Input(1).Data;
        int columns = Softmax.Columns(reference.Input().Shape);
        for (int first = 0; first < x.Length; first += columns)
        {
            double largest = x.Skip(first).Take(columns).Max();
            uint sum = 0;
            for (int i = first; i < first + columns; i++) sum += (uint)table[(int)(largest - x[i])];
            for (int i = first; i < first + columns; i++)
                y[i] = Math.Min(255u, (((uint)table[(int)(largest - x[i])] * 256u) + (sum / 2)) / sum) - 128.0;
        }
    }
}
