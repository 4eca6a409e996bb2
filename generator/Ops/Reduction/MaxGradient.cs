namespace Kiln.Generator.Ops;

/// <summary>dx = dy where x is the first of its axes that equals the maximum, or the first NaN where that is one; else 0. Inputs: x, the maxima, dy.</summary>
internal sealed record MaxGradient(EquatableArray<int> Axes) : Op
{
    protected internal override string Detail => string.Join(", ", Axes);

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0), largest = reference.Input(1), dx = reference.Output();
        int[] targets = Broadcast.Sources(x.Shape, Axes);
        for (int row = 0; row < x.Rows; row++)
        {
            var found = new HashSet<int>();
            for (int i = 0; i < targets.Length; i++)
                if (x[row, i].Equals(largest[row, targets[i]]) && found.Add(targets[i])) dx[row, i] = reference.Input(2)[row, targets[i]];
        }
    }

    public static IEnumerable<OpCase> Cases =>
        from item in Max.Cases
        select item.For(new MaxGradient(((Max)item.Op).Axes), item.Inputs[0], item.Outputs[0], item.Outputs[0]) with { Stored = item.Stored };
}
