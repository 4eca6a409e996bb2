namespace Kiln.Generator.Ops;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): in training each element is 0 with probability <paramref name="Rate"/>, else x / (1 - rate); in inference y = x.
/// The mask is a function of (seed, <paramref name="Key"/>, step, sample, element), so the backward pass applies the same op to dy and stores nothing.
/// </summary>
internal sealed record Dropout(double Rate, string Key) : Op
{
    public static Layer Layer { get; } = new("Dropout", call =>
        call.Add(new Dropout(call.InRange("rate", call.Double("rate") is >= 0 and < 1, "at least 0 and less than 1"), call.NoiseKey()), call.Input()));

    public override bool IsCheap => true;

    protected internal override string Detail => FormattableString.Invariant($"{Rate}");

    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input();
        reference.Output().Fill((row, i) => reference.Settings.Uniform(Key, row, i) < Rate ? 0 : x[row, i] / (1 - Rate));
    }

    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, this, gradient.Dy);

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new Dropout(0.5, "dropout1"), OpCase.Vector(21)),
        new("planes", new Dropout(0.25, "dropout1"), OpCase.Map(3, 4, 5)),
        new("many channels", new Dropout(0.1, "dropout1"), OpCase.Map(18, 3, 5)),
        new("keeps all", new Dropout(0, "dropout1"), OpCase.Vector(5)),
    ];
}
