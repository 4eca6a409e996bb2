namespace Kiln.Generator.Ops;

/// <summary>dy = scale * g: differentiation starts here if the caller gives the gradient g of an output; scale is also the caller's, 1 by default.</summary>
internal sealed record OutputGradient : Op
{
    public override void Evaluate(Reference reference)
    {
        double[] given = reference.Input().Data, dy = reference.Output().Data;
        for (int i = 0; i < dy.Length; i++) dy[i] = reference.Settings.Scale * given[i];
    }
}
