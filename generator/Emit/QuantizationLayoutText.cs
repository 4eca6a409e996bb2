using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes what quantization and loading need to know of a network in integers: the runtime's QuantizationLayout.</summary>
internal sealed class QuantizationLayoutText(SourceWriter writer, EvaluatedNetwork network, NetworkPlan plan)
{
    private const string Library = KernelSet.Library;

    public void Write()
    {
        IReadOnlyList<string> list = LayerListText.Of(plan.Source);
        WriteLayout(HashOf(string.Join("\n", list)));
        writer.Line();
        writer.Comment("The list of layers that files hold; a program that saves none does not contain it.");
        writer.Line("private static string[] KilnLayerList =>");
        WriteList(list.Select(Text), "];");
    }

    private void WriteLayout(string graph)
    {
        QuantizedNetwork quantized = network.Quantized!;
        writer.Line();
        writer.Comment("What Quantize computes, and what a file must have.");
        using SourceWriter.Scope arguments = writer.Open($"internal static readonly {Library}QuantizationLayout KilnQuantization = new(");
        writer.Line($"{Text(graph)},");
        WriteList(quantized.Scales.Select(ScaleText));
        WriteList(quantized.Values.Select(ValueText));
        WriteList(quantized.Layers.Select(LayerText));
        WriteList(plan.Source.All<ModelTensor>().Select(item =>
            $"new({Text(item.Node.Name)}, {Library}ModelElement.{ElementName(item.Op.Element)}, [{Numbers([.. item.Op.Shape.Dimensions])}], "
            + $"{Number(plan.Blocks.OffsetOf(Block.Model, item.Node.Name))})"));
        int[] ends = Ends(network, plan);
        string inputs = Numbers([.. ends.Take(network.Inputs.Count)]), outputs = Numbers([.. ends.Skip(network.Inputs.Count)]);
        writer.Line($"{Numbers(quantized.ObservedLength, quantized.WeightLength)}) {{ Inputs = [{inputs}], Outputs = [{outputs}] }};");
    }

    private static string ValueText(QuantizedValue value)
    {
        string place = Numbers(value.Scale, value.Offset, value.Length, value.Channels);
        return $"new({Text(value.Name)}, {place}{(value.ChannelsLast ? ", ChannelsLast: true" : "")})";
    }

    /// <summary>The scale of each input, then of each output; -1 where it has none.</summary>
    public static int[] Ends(EvaluatedNetwork network, NetworkPlan plan) => [
        .. network.Inputs.Select(input => ScaleOfInput(network, plan.Source, input, "")),
        .. network.Outputs.Select(output => ScaleOfOutput(network, plan.Source, output, ""))];

    /// <summary>The scale of an input of the network or of an entry, or -1.</summary>
    public static int ScaleOfInput(EvaluatedNetwork network, Graph graph, PublicTensor input, string entry) => graph.All<Int8Accept>()
        .Where(item => graph[item.Node.Inputs[0]].Op is Input own && own.Identifier == input.Identifier && own.Entry == entry)
        .Select(item => item.Op.IsOfBytes ? ScaleOfBytes(network, item.Node.Name) : ScaleOf(network, graph, item.Node)).DefaultIfEmpty(-1).First();

    /// <summary>The scale of an output of the network or of an entry, or -1.</summary>
    public static int ScaleOfOutput(EvaluatedNetwork network, Graph graph, PublicTensor output, string entry) => graph.Results
        .Where(result => result.Name == output.Identifier && result.Entry == entry).Select(result => graph[result.Value])
        .Where(node => node.Op is Int8Deliver).Select(node => ScaleOf(network, graph, node)).DefaultIfEmpty(-1).First();

    /// <summary>The scale whose zero point a node reads last.</summary>
    private static int ScaleOf(EvaluatedNetwork network, Graph graph, GraphNode node)
    {
        string tensor = graph[node.Inputs[node.Inputs.Count - 1]].Name, name = tensor.Substring(0, tensor.LastIndexOf('.'));
        return network.Quantized!.Scales.ToList().FindIndex(scale => scale.Name == name);
    }

    private static int ScaleOfBytes(EvaluatedNetwork network, string name) =>
        network.Quantized!.Layers.OfType<QuantizedLayer.Bytes>().First(layer => layer.Name == name).Output;

    private void WriteList(IEnumerable<string> rows, string end = "],")
    {
        using SourceWriter.Scope list = writer.Open("[", end);
        foreach (string row in rows) writer.Line(row + ",");
    }

    private static string ScaleText(QuantizedScale scale)
    {
        List<string> facts = [];
        if (scale.Low is { } low) facts.Add($"Low = {SourceWriter.Double(low)}");
        if (scale.High is { } high) facts.Add($"High = {SourceWriter.Double(high)}");
        if (scale.Scale is { } fixedScale) facts.Add($"Scale = {SourceWriter.Double(fixedScale)}, ZeroPoint = {Number(scale.ZeroPoint)}");
        return $"new({Text(scale.Name)}){(facts.Count > 0 ? $" {{ {string.Join(", ", facts)} }}" : "")}";
    }

    private string LayerText(QuantizedLayer layer) => layer switch
    {
        QuantizedLayer.Linear linear =>
            $"new {Library}QuantizedLinear({Text(linear.Name)}, {Numbers(linear.Input, linear.Output, linear.Weights, linear.Bias)}, "
            + $"{Numbers(linear.Order.Channels, linear.Order.InputsPerGroup, linear.Order.Taps)}, "
            + $"{Numbers(linear.Order.ChannelStride, linear.Order.InputStride, linear.Order.TapStride)})"
            + Facts(layer, [("Groups", linear.Order.Groups == 1 ? null : Number(linear.Order.Groups)),
                ("Next", linear.Next < 0 ? null : Number(linear.Next)), ("InputValue", linear.InputValue < 0 ? null : Number(linear.InputValue)),
                ("IsFull", network.Quantization!.IsFull ? "true" : null), ("IsPerTensor", network.Quantization.IsPerTensor ? "true" : null)]),
        QuantizedLayer.Rescale rescale => $"new {Library}QuantizedRescale({Text(rescale.Name)}, {Numbers(rescale.Input, rescale.Output)}, "
            + $"[{string.Join(", ", rescale.Factors.Select(SourceWriter.Double))}], {Number(rescale.Terms)}){Facts(layer, [])}",
        QuantizedLayer.Add add => $"new {Library}QuantizedAdd({Text(add.Name)}, {Numbers(add.First, add.Second, add.Output)}, "
            + $"{(add.Subtracts ? "true" : "false")}){Facts(layer, [])}",
        QuantizedLayer.Multiply multiply =>
            $"new {Library}QuantizedMultiply({Text(multiply.Name)}, {Numbers(multiply.First, multiply.Second, multiply.Output)}){Facts(layer, [])}",
        QuantizedLayer.Table table =>
            $"new {Library}QuantizedTable({Text(table.Name)}, {Numbers(table.Input, table.Output)}, static x => {FormulaOf(table.Chain)})",
        QuantizedLayer.Softmax softmax =>
            $"new {Library}QuantizedSoftmax({Text(softmax.Name)}, {Numbers(softmax.Input, softmax.Output, softmax.Length)})",
        QuantizedLayer.Clip clip => $"new {Library}QuantizedClip({Text(clip.Name)}, {Number(clip.Output)}){Facts(layer, [])}",
        QuantizedLayer.Embedding embedding =>
            $"new {Library}QuantizedEmbedding({Text(embedding.Name)}, {Numbers(embedding.Output, embedding.Weights, embedding.Length)})",
        QuantizedLayer.Bytes bytes => $"new {Library}QuantizedBytes({Text(bytes.Name)}, {Number(bytes.Output)}, {SourceWriter.Double(bytes.Scale)}, "
            + $"{SourceWriter.Double(bytes.Offset)})",
        _ => throw new ArgumentOutOfRangeException(nameof(layer), layer, "No text is known for this layer."),
    };

    private static string FormulaOf(EquatableArray<ElementwiseOp> chain) => chain.Aggregate("x", (text, step) => ScalarFormulaText.Of(step, text));

    private static string Facts(QuantizedLayer layer, IEnumerable<(string Name, string? Value)> more)
    {
        (string Name, string? Value)[] facts =
        [
            ("Low", double.IsInfinity(layer.Low) ? null : SourceWriter.Double(layer.Low)),
            ("High", double.IsInfinity(layer.High) ? null : SourceWriter.Double(layer.High)), .. more,
        ];
        string[] stated = [.. facts.Where(fact => fact.Value is not null).Select(fact => $"{fact.Name} = {fact.Value}")];
        return stated.Length == 0 ? "" : $" {{ {string.Join(", ", stated)} }}";
    }

    private static string ElementName(DType element) => element switch
    {
        DType.Int8 => "Int8", DType.UInt8 => "UInt8", DType.Int32 => "Int32", _ => "Float32",
    };

    /// <summary>FNV-1a of 64 bits over the list of layers, which is ASCII: equal for equal graphs, and others can compute it.</summary>
    private static string HashOf(string list)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in list) hash = unchecked((hash ^ letter) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Text(string text) => SourceWriter.Text(text);

    private static string Number(long value) => SourceWriter.Number(value);

    private static string Numbers(params int[] values) => string.Join(", ", values.Select(value => Number(value)));
}
