namespace Kiln.Generator.Graphs;

/// <summary>
/// What a gradient rule sees: the node's values in the graph being extended, the gradient of its first output, and the place for those of
/// its inputs. Contributions of several consumers are added by the differentiation pass.
/// </summary>
internal sealed class Gradient(GraphBuilder builder, GraphNode node, Value self, Value? dy, Func<int, bool> needs, Action<int, Value> contribute)
{
    public Value Input(int index) => node.Inputs[index];

    public int InputCount => node.Inputs.Count;

    public Shape InputShape(int index) => builder.ShapeOf(node.Inputs[index]);

    public Value Output(int index = 0) => new(self.Node, index);

    /// <summary>The gradient of the first output, from which the rule starts; the loss alone has none.</summary>
    public Value Dy => dy!;

    /// <summary>Whether the gradient of this input is needed (those of frozen parameters and data are not).</summary>
    public bool Needs(int input) => needs(input);

    /// <summary>Adds one contribution to the gradient of an input, where that is needed.</summary>
    public void Contribute(int input, Value gradient)
    {
        if (needs(input)) contribute(input, gradient);
    }

    /// <summary>Adds a node of the rule that computes a contribution, where that is needed.</summary>
    public void Contribute(int input, Op op, params Value[] inputs)
    {
        if (needs(input)) contribute(input, Add(op, inputs));
    }

    /// <summary>Adds a node of the rule, which is named after the layer.</summary>
    public Value Add(Op op, params Value[] inputs) => builder.Add(op, node.Name + ".gradient", inputs);
}
