namespace Kiln.Generator.Graphs;

/// <summary>
/// What a gradient rule sees: the node's values in the graph being extended, the gradients of its outputs, and the place for those of
/// its inputs. Contributions of several consumers are added by the differentiation pass.
/// </summary>
internal sealed class Gradient(
    GraphBuilder builder, GraphNode node, Value self, Func<int, Value?> outputGradient, Func<int, bool> needs, Action<int, Value> contribute)
{
    public GraphBuilder Builder => builder;

    /// <summary>Scope name of the layer; nodes of the rule are named after it.</summary>
    public string Name => node.Name;

    public Value Input(int index) => node.Inputs[index];

    public int InputCount => node.Inputs.Count;

    public Shape InputShape(int index) => builder.ShapeOf(node.Inputs[index]);

    public Value Output(int index = 0) => new(self.Node, index);

    public Shape OutputShape(int index = 0) => node.Outputs[index].Shape;

    /// <summary>Gradient of an output, or null if nothing depends on it.</summary>
    public Value? OutputGradient(int index = 0) => outputGradient(index);

    /// <summary>Whether the gradient of this input is needed (those of frozen parameters and data are not).</summary>
    public bool Needs(int input) => needs(input);

    /// <summary>Adds one contribution to the gradient of an input.</summary>
    public void Contribute(int input, Value gradient) => contribute(input, gradient);

    /// <summary>Adds a node of the rule.</summary>
    public Value Add(Op op, params Value[] inputs) => builder.Add(op, node.Name + ".gradient", inputs);
}
