namespace Kiln.Compiler.Tests.Conformance;

/// <summary>Says why a case of ONNX is not one of Kiln's; <paramref name="ofBatch"/>: because it does not go through sample by sample.</summary>
internal sealed class LeftOutException(string reason, bool ofBatch = false) : Exception(reason)
{
    public bool OfBatch => ofBatch;

    public static LeftOutException AcrossBatch => new("works across the batch", ofBatch: true);
}

/// <summary>What Kiln lacks for operators that none of its layers can express.</summary>
internal static class OnnxReasons
{
    private static readonly Dictionary<string, string> s_reasons = new(
    [
        .. Each("recurrent layers come later", "RNN", "GRU", "LSTM"),
        .. Each("int8 quantization comes later", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger"),
        .. Each("an optimizer's step, which is not a layer", "Adagrad", "Adam", "Momentum"),
        .. new[] { "ArgMax", "MaxUnpool", "NonMaxSuppression", "RoiAlign" }.Select(op => KeyValuePair.Create(op, $"an operator that Kiln does not have: {op}")),
    ]);

    private static IEnumerable<KeyValuePair<string, string>> Each(string reason, params string[] ops) => ops.Select(op => KeyValuePair.Create(op, reason));

    /// <summary>The reason of an operator; null if there is none.</summary>
    public static string? Of(string op) => s_reasons.GetValueOrDefault(op);
}
