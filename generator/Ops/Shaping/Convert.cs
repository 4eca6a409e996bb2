using Kiln.Generator.Graphs;

namespace Kiln.Generator.Ops;

/// <summary>The same value in another layout: planes to channels-last, with or without a border, from or to the caller's memory.</summary>
internal sealed record Convert(Layout To) : Op
{
    protected override string Detail => To.ToString();

    public override Inferred Infer(EquatableArray<TensorType> inputs) => inputs[0] with { Layout = To };

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => To.Order;

    public override bool ReadsCaller(int input) => true;

    public override void Evaluate(Reference reference) => reference.Input().Data.CopyTo(reference.Output().Data, 0);
}
