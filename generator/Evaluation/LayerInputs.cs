using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>The nodes that one layer is given, with the parameters that they are given to.</summary>
internal sealed class LayerInputs
{
    private readonly List<Value> _values = [];
    private readonly List<string> _names = [];

    public IReadOnlyList<Value> Values => _values;

    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether all of them have a value.</summary>
    public bool AreKnown { get; private set; } = true;

    /// <summary>Whether a node is null that must not be: the receiver, an operand, or an item of a list.</summary>
    public bool IsNull { get; private set; }

    /// <summary>Adds a node, or the items of a list in place; an optional node that is null is left out.</summary>
    public void Add(Datum input, string parameter)
    {
        switch (input)
        {
            case Datum.Node node:
                _values.Add(node.Value);
                _names.Add(parameter);
                break;
            case Datum.Array list:
                foreach (Datum item in list.Items)
                {
                    IsNull |= item is Datum.Null;
                    Add(item, parameter);
                }

                break;
            case Datum.Null:
                IsNull |= parameter is LayerExpression.Receiver or LayerExpression.Left or LayerExpression.Right;
                break;
            default:
                AreKnown = false;
                break;
        }
    }
}
