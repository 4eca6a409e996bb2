using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes what the classes of a network that is quantized have besides: how its values are observed, how the integer form is made and read.</summary>
internal sealed class QuantizationEmitter(SourceWriter writer, EvaluatedNetwork network, NetworkPlan plan)
{
    private const string Span = "global::System.Span<float>", Batch = "global::Kiln.Data.Batch";

    public void Write()
    {
        if (network.Quantized is null) return;
        if (network.IsInteger) WriteIntegers();
        else if (network.IsNested) WriteCalibration();
        else WriteQuantize();
    }

    private void WriteQuantize()
    {
        writer.Line("\n/// <summary>Makes the integer form of the network from its weights and the ranges that its values have on samples.</summary>");
        writer.Line("/// <param name=\"calibration\">Samples like those to come, a few hundred; the first columns are the inputs.</param>");
        writer.Line("/// <param name=\"options\">How ranges are found; null = the largest and smallest values.</param>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">The scales of a layer do not fit each other.</exception>");
        using SourceWriter.Scope body = writer.Block(
            $"public {QuantizedNetwork.IntegerClass} Quantize(global::Kiln.Data.IDataset calibration, global::Kiln.QuantizeOptions? options = null)");
        writer.Line($"var observed = new {QuantizedNetwork.CalibrationClass}(kiln.MaxBatch);");
        writer.Line($"var quantized = new {QuantizedNetwork.IntegerClass}(kiln.MaxBatch);");
        const string Quantized = $"((global::Kiln.INetwork)quantized).Core, {QuantizedNetwork.IntegerClass}.KilnQuantization";
        writer.Line($"quantized.Report = {KernelSet.Library}Quantizer.Run(kiln, observed, {Quantized}, calibration, options);");
        writer.Line("return quantized;");
    }

    private void WriteCalibration()
    {
        string inputs = string.Concat(network.Inputs.Select((tensor, i) => $"inputs.Read<{tensor.Type.Element.Keyword()}>({SourceWriter.Number(i)}), "));
        writer.Line($"\nvoid {KernelSet.Library}IQuantizable.Observe({Batch} inputs, {Span} observed) => Forward({inputs}observed);");
        string body = network.Entries.Count > 0 ? $" => {QuantizedNetwork.Weights}(weights);" : " { }";
        writer.Line($"\nvoid {KernelSet.Library}IQuantizable.FoldWeights({Span} weights){body}");
    }

    private void WriteIntegers()
    {
        writer.Line("\n/// <summary>How the network was quantized; null if it was loaded.</summary>");
        writer.Line("public global::Kiln.QuantizationReport? Report { get; internal set; }");
        WriteEnds(network.Inputs, network.Outputs, "");
        foreach (NetworkEntry entry in network.Entries) WriteEnds(entry.Inputs, entry.Outputs, entry.Name);
    }

    private void WriteEnds(EquatableArray<PublicTensor> inputs, EquatableArray<PublicTensor> outputs, string entry)
    {
        foreach (PublicTensor input in inputs) WriteEnd(input, QuantizationLayoutText.ScaleOfInput(network, plan.Source, input, entry), entry);
        foreach (PublicTensor output in outputs) WriteEnd(output, QuantizationLayoutText.ScaleOfOutput(network, plan.Source, output, entry), entry);
    }

    private void WriteEnd(PublicTensor tensor, int scale, string entry)
    {
        if (scale < 0) return;
        string name = entry + char.ToUpperInvariant(tensor.Identifier[0]) + tensor.Identifier.Substring(1);
        writer.Line($"\n/// <summary>What the bytes of <c>{tensor.Identifier}</c> mean: x = Scale (q - ZeroPoint).</summary>");
        writer.Line($"public global::Kiln.Quantization {name}Quantization => kiln.QuantizationOf({SourceWriter.Number(scale)});");
    }
}
