namespace Kiln.Generator.Ops;

/// <summary>dy = scale * g: differentiation starts here if the caller gives the gradient g of an output; scale is also the caller's, 1 by default.</summary>
internal sealed record OutputGradient : Op
{
    public override void Evaluate(Reference reference) => reference.Output().Fill(i => reference.Settings.Scale * reference.Input().Data[i]);
}
