namespace Kiln.Generator.Emit;

/// <summary>
/// The integer graph as its model file lists it, so that others can compute it (docs/arithmetic.md): a JSON object for each value, then for each result. A
/// value is called by its place in the list, a tensor of the file by its name.
/// </summary>
internal static class LayerListText
{
    public static IReadOnlyList<string> Of(Graph graph)
    {
        var places = new Dictionary<int, int>();
        List<string> lines = [];
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            GraphNode node = graph.Nodes[i];
            if (node.Op is StoredOp) continue;
            places.Add(i, lines.Count);
            TensorType type = node.Outputs[0];
            string name = node.Op is Input given ? given.Identifier : node.Name;
            lines.Add(Line(KindOf(node.Op), name, node.Inputs, [
                ("type", Text(TypeName(type.Element))), ("shape", Numbers([.. type.Shape.Dimensions])), .. Facts(node.Op)]));
        }

        foreach (Result result in graph.Results)
            lines.Add(Line("output", result.Name, [result.Value], EntryOf(result.Entry)));
        return lines;

        string Line(string kind, string name, EquatableArray<Value> inputs, (string Key, string Json)[] facts) => Object(
            [("op", Text(kind)), ("name", Text(name)), ("inputs", List(inputs.Select(Reference))), .. facts]);

        string Reference(Value value)
        {
            GraphNode node = graph[value];
            if (node.Op is StoredOp) return Text(node.Name);
            return value.Output == 0 ? Number(places[value.Node]) : Numbers(places[value.Node], value.Output);
        }
    }

    /// <summary>What an op is called; one of an island of floats keeps its own name, which begins with a capital.</summary>
    private static string KindOf(Op op) => op switch
    {
        Input => "input",
        Int8Accept { IsOfBytes: true } => "acceptBytes",
        Int8Accept => "accept",
        Int8Deliver => "deliver",
        Quantize => "quantize",
        Dequantize => "dequantize",
        Int8Convolution => "convolution",
        Int8TransposedConvolution => "transposedConvolution",
        Int8MaxPool => "maxPool",
        Int8AveragePool => "averagePool",
        Int8Add => "add",
        Int8Multiply => "multiply",
        Int8Sum => "sum",
        Int8Max => "max",
        Int8Clamp => "clamp",
        Int8Table => "table",
        Int8Softmax => "softmax",
        Int8Embedding => "embedding",
        Int8Upsample { Forward.Interpolation: Interpolation.Nearest } => "nearest",
        Int8Upsample => "bilinear",
        Int8Pad => "pad",
        Concat => "concat",
        Slice => "slice",
        Reshape => "reshape",
        Transpose => "transpose",
        _ => op.Name,
    };

    /// <summary>What an op is told besides its inputs.</summary>
    private static (string Key, string Json)[] Facts(Op op) => op switch
    {
        Input input => EntryOf(input.Entry),
        Int8Convolution { Convolution: var convolution } => [.. WindowOf(convolution.Window, isDilated: true), ("groups", Number(convolution.Groups))],
        Int8TransposedConvolution { Forward: var transposed } => WindowOf(transposed.Window, isDilated: true),
        Int8MaxPool pool => WindowOf(pool.Window, isDilated: false),
        Int8AveragePool pool => WindowOf(pool.Forward.Window, isDilated: false),
        Int8Add add => [("repeats", List([Numbers([.. add.FirstAxes]), Numbers([.. add.SecondAxes])]))],
        Int8Multiply multiply => [("repeats", List([Numbers([.. multiply.FirstAxes]), Numbers([.. multiply.SecondAxes])]))],
        Int8Sum sum => [("axes", Numbers([.. sum.Axes]))],
        Int8Max max => [("axes", Numbers([.. max.Axes]))],
        Int8Upsample upsample => [("factor", Number(upsample.Forward.Factor))],
        Int8Pad { Forward: var pad } => [("before", Numbers([.. pad.Before])), ("after", Numbers([.. pad.After]))],
        Concat concat => [("axis", Number(concat.Axis))],
        Slice slice => [("axis", Number(slice.Axis)), ("first", Number(slice.First))],
        Transpose transpose => [("axes", Numbers([.. transpose.Axes]))],
        _ => KindOf(op) == op.Name ? [("detail", Text(op.Detail))] : [],
    };

    private static (string Key, string Json)[] WindowOf(Window window, bool isDilated)
    {
        (string Key, string Json)[] facts =
        [
            ("kernel", Numbers(window.KernelHeight, window.KernelWidth)), ("stride", Numbers(window.StrideHeight, window.StrideWidth)),
            ("padding", Numbers(window.PadTop, window.PadLeft, window.PadBottom, window.PadRight)),
        ];
        return isDilated ? [.. facts, ("dilation", Numbers(window.DilationHeight, window.DilationWidth))] : facts;
    }

    private static (string Key, string Json)[] EntryOf(string entry) => entry.Length == 0 ? [] : [("entry", Text(entry))];

    /// <summary>As safetensors call it.</summary>
    private static string TypeName(DType type) => type switch { DType.Int8 => "I8", DType.UInt8 => "U8", DType.Int32 => "I32", _ => "F32" };

    private static string Object(IEnumerable<(string Key, string Json)> members) =>
        "{" + string.Join(",", members.Select(member => $"{Text(member.Key)}:{member.Json}")) + "}";

    private static string List(IEnumerable<string> items) => "[" + string.Join(",", items) + "]";

    private static string Numbers(params int[] numbers) => List(numbers.Select(Number));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A string of JSON in ASCII.</summary>
    private static string Text(string text) => "\"" + string.Concat(text.Select(letter => letter is < ' ' or > '~' or '"' or '\\'
        ? FormattableString.Invariant($"\\u{(int)letter:x4}") : letter.ToString())) + "\"";
}
