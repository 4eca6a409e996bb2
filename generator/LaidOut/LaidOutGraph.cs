using Kiln.Generator.Layouts;

namespace Kiln.Generator.LaidOut;

/// <summary>How a graph is computed: every node has an implementation, and passes give every value its layout.</summary>
internal sealed class LaidOutGraph(EquatableArray<LaidOutNode> nodes, EquatableArray<Result> results) : NodeGraph<LaidOutNode>(nodes, results)
{
    /// <summary>The type of a value and where it lies.</summary>
    public LaidOutType LaidOut(Value value) => this[value].LaidOut(value.Output);

    /// <summary>What a node reads.</summary>
    public EquatableArray<LaidOutType> LaidOutInputs(LaidOutNode node) => node.Inputs.Select(LaidOut);
}
