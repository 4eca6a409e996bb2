using Kiln.Generator.Graphs;

namespace Kiln.Generator.LaidOut;

/// <summary>Builds a graph whose nodes have implementations.</summary>
internal sealed class LaidOutBuilder : NodeBuilder<LaidOutNode>
{
    public override LaidOutNode Node(Op op, string name, EquatableArray<Value> inputs, EquatableArray<TensorType> outputs) =>
        new(op, ChooseImplementations.For(op, inputs.Select(TypeOf).ToEquatableArray(), outputs), inputs, outputs, name);

    public LaidOutGraph Build() => new(Nodes.ToEquatableArray(), Results.ToEquatableArray());
}
