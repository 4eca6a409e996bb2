using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>dy = scale * g: differentiation starts here if the caller gives the gradient g of an output; scale is also the caller's, 1 by default.</summary>
internal sealed record OutputGradient : Op
{
    public override Inferred Infer(EquatableArray<TensorType> inputs) => TensorType.Float(inputs[0].Shape);

    public override void Evaluate(Reference reference)
    {
        double[] given = reference.Input().Data, dy = reference.Output().Data;
        for (int i = 0; i < dy.Length; i++) dy[i] = reference.Settings.Scale * given[i];
    }

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("vector", new OutputGradient(), OpCase.Vector(21)),
        new("number", new OutputGradient(), OpCase.Number),
        new("planes", new OutputGradient(), OpCase.Map(3, 4, 5)),
        new("many channels", new OutputGradient(), OpCase.Map(18, 3, 5)),
    ];
}
