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
        writer.Line("/// <param name=\"calibration\">Samples like those that the network will see: a few hundred are enough. Columns behind the inputs are not read.</param>");
        writer.Line("/// <param name=\"options\">How ranges are found; null = the largest and smallest values.</param>");
        writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">A value is not finite, or a layer's scales do not fit each other.</exception>");
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
        writer.Line($"\nvoid {KernelSet.Library}IQuantizable.FoldWeights({Span} weights) => {QuantizedNetwork.Weights}(weights);");
    }

    private void WriteIntegers()
    {
        writer.Line("\n/// <summary>How the network was quantized; null if it was loaded.</summary>");
        writer.Line("public global::Kiln.QuantizationReport? Report { get; internal set; }");
        foreach ((PublicTensor tensor, int scale) in network.Inputs.Concat(network.Outputs).Zip(QuantizationLayoutText.Ends(network, plan), (a, b) => (a, b)))
        {
            if (scale < 0) continue;
            string name = char.ToUpperInvariant(tensor.Identifier[0]) + tensor.Identifier.Substring(1);
            writer.Line($"\n/// <summary>What the bytes of <c>{tensor.Identifier}</c> mean: x = Scale (q - ZeroPoint).</summary>");
            writer.Line($"public global::Kiln.Quantization {name}Quantization => kiln.QuantizationOf({SourceWriter.Number(scale)});");
        }
    }
}
