using Kiln.Generator.Implementations;
using Kiln.Generator.Layouts;

namespace Kiln.Generator.LaidOut;

/// <summary>Builds a graph whose nodes have implementations.</summary>
internal sealed class LaidOutBuilder : NodeBuilder<LaidOutNode>
{
    public override LaidOutNode Node(Op op, string name, EquatableArray<Value> inputs, EquatableArray<TensorType> outputs) =>
        Node(op, ChooseImplementations.For(op, inputs.Select(TypeOf), outputs), name, inputs, outputs);

    public LaidOutNode Node(Op op, Implementation implementation, string name, EquatableArray<Value> inputs, EquatableArray<TensorType> outputs)
    {
        EquatableArray<LaidOutType> read = inputs.Select(this.LaidOut);
        return new(op, implementation, inputs, outputs, outputs.Select((_, output) => implementation.InitialLayout(output, read, outputs)), name);
    }

    public LaidOutGraph Build() => new(Nodes.ToEquatableArray(), Results.ToEquatableArray());
}

/// <summary>Layouts in a graph that is being built.</summary>
internal static class LaidOutValues
{
    /// <summary>The type of a value and where it lies.</summary>
    public static LaidOutType LaidOut(this NodeBuilder<LaidOutNode> builder, Value value) => builder.Nodes[value.Node].LaidOut(value.Output);
}
