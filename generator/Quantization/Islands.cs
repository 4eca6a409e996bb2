using Kiln.Generator.Passes;

namespace Kiln.Generator.Quantization;

/// <summary>The islands of floats in a network of integers: the layers that the user keeps in floats, and all that such an entry computes.</summary>
internal static class Islands
{
    /// <summary>The nodes that are computed in floats for each sample; an entry in floats takes its inputs as they are.</summary>
    public static bool[] Of(Graph graph, QuantizationSettings settings, bool[] isOfParameters)
    {
        bool[] isOfEntry = Marks.Needed(graph, graph.Results.Where(result => settings.FloatEntries.Contains(result.Entry)), node => node.Inputs);
        return [.. graph.Nodes.Select((node, i) => !isOfParameters[i] && (isOfEntry[i] || (node.Op is not Input && settings.IsFloat(node.Name))))];
    }

    /// <summary>The values of parameters from which integers are computed; what an island reads of them is there twice.</summary>
    public static bool[] ReadByIntegers(Graph graph, bool[] isFloat, bool[] isOfParameters)
    {
        var isRead = new bool[graph.Nodes.Count];
        for (int i = isRead.Length - 1; i >= 0; i--)
        {
            if (isOfParameters[i] ? !isRead[i] : isFloat[i]) continue;
            foreach (Value input in graph.Nodes[i].Inputs) isRead[input.Node] = true;
        }

        return isRead;
    }
}
