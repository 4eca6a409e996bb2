using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes what a network says about itself: Info for users, the layout of its memory for the runtime.</summary>
internal sealed class InfoEmitter(SourceWriter writer, EvaluatedNetwork network, NetworkPlan plan, IReadOnlyList<LayerRow> layers)
{
    /// <summary>The most rows of a list in one expression: each takes some of its method's stack, and the method must run on small stacks.</summary>
    private const int LongestList = 64;

    private readonly List<(string Type, string Method, IEnumerable<string> Rows)> _parts = [];

    public void Write()
    {
        WriteInfo();
        if (network.IsInteger) new QuantizationLayoutText(writer, network, plan).Write();
        WriteLayout();
        WriteParts();
    }

    private void WriteInfo()
    {
        writer.Line("\n/// <summary>Inputs, outputs, layers and parameters; ToString gives a table.</summary>");
        writer.Line("public static global::Kiln.NetworkInfo Info { get; } = new()");
        using (writer.Block("", ";"))
        {
            writer.Line($"Name = {SourceWriter.Text(network.Identity.Title)},");
            WriteTensors("Inputs", (network.Reals ?? network).Inputs);
            WriteTensors("Targets", network.Targets);
            WriteTensors("Outputs", (network.Reals ?? network).Outputs);
            if (Prediction.Of(network.Graph) is { Count: > 0 } predictions)
                writer.Line($"Predictions = [{string.Join(", ", predictions.Select(PredictionText))}],");
            if (network.LossTerms.Count > 0) writer.Line($"LossTerms = [{string.Join(", ", network.LossTerms.Select(SourceWriter.Text))}],");
            writer.Line("Layers =");
            WriteList("global::Kiln.LayerInfo", "KilnLayers", [.. layers.Select(LayerText)]);
            writer.Line("Parameters =");
            WriteList("global::Kiln.ParameterInfo", "KilnParameters", [.. plan.Source.All<Parameter>().Select(item =>
                ParameterText(item.Node, item.Op.Shape, item.Op.Order, plan.Blocks.OffsetOf(Block.Parameters, item.Node.Name), item.Op.Frozen))]);
            writer.Line("ParameterCount = ParameterCount, MultiplyAdds = MultiplyAdds, ArenaBytes = ArenaBytes, TrainingArenaBytes = TrainingArenaBytes,");
        }
    }

    private void WriteTensors(string list, EquatableArray<PublicTensor> tensors)
    {
        IEnumerable<string> rows = tensors.Select(tensor =>
            $"new({SourceWriter.Text(tensor.Identifier)}, {Dimensions(tensor.Type.Shape)}, typeof({tensor.Type.Element.Keyword()}))");
        writer.Line($"{list} = [{string.Join(", ", rows)}],");
    }

    private void WriteLayout()
    {
        writer.Line();
        using SourceWriter.Scope arguments = writer.Open($"private static readonly {KernelSet.Library}NetworkLayout KilnLayout = new(");
        writer.Line($"{Floats(plan.Blocks.BytesOf(Block.Parameters))}, {Floats(plan.Blocks.BytesOf(Block.State))},");
        using (writer.Open("[", "],"))
            foreach (CompiledProgram program in plan.Programs) writer.Line(ProgramText(program) + ",");
        WriteList(
            KernelSet.Library + "TensorSpec", "KilnTensors", TensorTexts(),
            $"], {Number(plan.Blocks.Losses)}) {{ KernelVersion = {Number(KernelSet.Version)}{LossText()}{QuantizationText()} }};");
    }

    /// <summary>Writes a list. The rows of a long list go into separate methods.</summary>
    private void WriteList(string type, string method, IReadOnlyList<string> rows, string end = "],")
    {
        using SourceWriter.Scope list = writer.Open("[", end);
        bool isLong = rows.Count > LongestList;
        foreach (string row in isLong ? [] : rows) writer.Line(row + ",");
        for (int first = 0; isLong && first < rows.Count; first += LongestList)
        {
            string part = method + Number(first / LongestList);
            writer.Line($".. {part}(),");
            _parts.Add((type, part, rows.Skip(first).Take(LongestList)));
        }
    }

    private void WriteParts()
    {
        foreach ((string type, string method, IEnumerable<string> rows) in _parts)
        {
            writer.Line($"\nprivate static {type}[] {method}() =>");
            using (writer.Open("[", "];"))
                foreach (string row in rows) writer.Line(row + ",");
        }
    }

    private List<string> TensorTexts()
    {
        List<string> texts = [];
        int parameter = 0;
        var values = new InitialValues(plan.Source);
        for (int i = 0; i < plan.Source.Nodes.Count; i++)
        {
            GraphNode node = plan.Source.Nodes[i];
            if (node.Op is Parameter)
            {
                (Distribution distribution, double value) = values.Of(i);
                string kind = distribution == Distribution.Constant ? "" : $", {KernelSet.Library}InitialKind.{distribution}";
                texts.Add($"new(Info.Parameters[{Number(parameter++)}]{kind}{ValueText(value, isPositional: kind.Length > 0)})");
            }
            else if (node.Op is State state)
            {
                string info = ParameterText(node, state.Shape, StorageOrder.OfShape, plan.Blocks.OffsetOf(Block.State, node.Name), frozen: true);
                texts.Add($"new({info}{ValueText(state.Initial, isPositional: false)}, State: true)");
            }
        }

        return texts;
    }

    /// <summary>A value of the initial weights, which is zero unless it is stated.</summary>
    private static string ValueText(double value, bool isPositional) => value == 0 ? "" : $", {(isPositional ? "" : "Value: ")}{SourceWriter.Double(value)}";

    private static string LayerText(LayerRow layer)
    {
        string costs = $"{Number(layer.Parameters)}, {Number(layer.MultiplyAdds)}, {Number(layer.Cycles)}, {Number(layer.Memory)}";
        string kind = SourceWriter.Text(layer.Kind);
        return $"new({SourceWriter.Text(layer.Name)}, {kind}, {Dimensions(layer.Output)}, {costs}, {Number(layer.ReceptiveField)}, "
            + $"{SourceWriter.Text(layer.Implementation)})";
    }

    /// <summary>How losses of several batches are combined, if not by the number of samples.</summary>
    private string LossText()
    {
        if (network.LossWeights.Count == 0) return "";
        List<string> columns = [.. network.Inputs.Concat(network.Targets).Select(tensor => tensor.Identifier)];
        IEnumerable<string> weights = network.LossWeights.Select(weights =>
        {
            int column = weights.Entry.Length > 0 ? -1 : columns.IndexOf(weights.Target);
            return $"new({Number(column)}, {Number(weights.IgnoreIndex)}, [{string.Join(", ", weights.ClassWeights.Select(SourceWriter.Float))}])";
        });
        IEnumerable<string> parts = network.LossParts.Select(part => $"new({Number(part.Result)}, {Number(part.Denominator)}, {Number(part.Entry)})");
        return $", Weights = [{string.Join(", ", weights)}], LossParts = [{string.Join(", ", parts)}]";
    }

    /// <summary>The block that only networks with quantized values have.</summary>
    private string QuantizationText() => plan.Blocks.BytesOf(Block.Model) is > 0 and var bytes
        ? $", ModelBytes = {Number(bytes)}{(network.IsInteger ? ", Quantization = KilnQuantization" : "")}"
        : "";

    private string ProgramText(CompiledProgram program)
    {
        Plan p = program.Plan;
        string name = program.Spec.Entry.Length > 0 ? program.Spec.Entry : program.Spec.Name;
        string arena = program.OwnsArena ? $"{Floats(p.FixedBytes)}, {Floats(p.PerSampleBytes)}, {Floats(p.PerWorkerBytes)}" : "0, 0, 0";
        string packed = Floats(program.OwnsPacked ? p.PackedBytes : 0);
        string text = $"new({SourceWriter.Text(name)}, {Bool(program.Spec.IsTraining)}, new({arena}), {packed}, {Bool(program.Spec.IsDeferred)})";
        if (!program.Spec.IsTraining) return text;
        text += $" {{ WritesGradients = {Bool(program.Writes(Block.Gradients))}, WritesState = {Bool(program.Writes(Block.State))}";
        if (program.Writes(Block.Gradients))
        {
            HashSet<string> written = [.. p.Graph.Results.Where(result => result.Kind == ResultKind.ParameterGradient).Select(result => result.Name)];
            string[] others = [.. plan.Source.All<Parameter>()
                .Select((parameter, i) => (parameter, i))
                .Where(item => !item.parameter.Op.Frozen && !written.Contains(item.parameter.Node.Name))
                .Select(item => Number(item.i))];
            if (others.Length > 0) text += $", WithoutGradient = [{string.Join(", ", others)}]";
        }

        if (!program.OwnsPacked) text += $", SharesPacked = {Number(program.Packed)}";
        return text + (program.OwnsArena ? " }" : $", Continues = {Number(program.Arena)} }}");
    }

    private static string ParameterText(GraphNode node, Shape shape, StorageOrder order, long offset, bool frozen)
    {
        // Outputs last: [K][N] for [N, K], HWIO for OIHW.
        int[] permutation = (order, shape.Rank) switch
        {
            (StorageOrder.OutputsLast, 4) => [2, 3, 1, 0],
            (StorageOrder.OutputsLast, 3) => [2, 1, 0],
            (StorageOrder.OutputsLast, 2) => [1, 0],
            _ => [.. Enumerable.Range(0, shape.Rank)],
        };
        string dimensions = string.Join(", ", shape.Dimensions.Select(d => SourceWriter.Number(d)));
        string axes = string.Join(", ", permutation.Select(axis => Number(axis)));
        return $"new({SourceWriter.Text(node.Name)}, [{dimensions}], [{axes}], {Floats(offset)}, {Number(shape.ElementCount)}{(frozen ? ", true" : "")})";
    }

    private static string PredictionText(Prediction prediction)
    {
        string ignored = prediction.IgnoreIndex is { } index ? ", " + Number(index) : "";
        string names = $"{SourceWriter.Text(prediction.Output)}, {SourceWriter.Text(prediction.Target)}";
        return $"new({names}, global::Kiln.PredictionKind.{prediction.Kind}, {Number(prediction.Classes)}, {Number(prediction.Stride)}{ignored})";
    }

    private static string Dimensions(Shape shape) => $"[{string.Join(", ", shape.Rank == 0 ? ["1"] : shape.Dimensions.Select(d => Number(d)))}]";
    private static string Bool(bool value) => value ? "true" : "false";
    private static string Floats(long bytes) => Number(Storage.Floats(bytes));
    private static string Number(long value) => SourceWriter.Number(value);
}
