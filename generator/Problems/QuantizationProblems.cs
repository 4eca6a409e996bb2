namespace Kiln.Generator.Problems;

/// <summary>Rules about networks in integers.</summary>
internal static class QuantizationProblems
{
    public static readonly ProblemKind NoIntegers = new("KILN401", "A layer has no form in integers",
        "[Quantize] cannot compute {0} ({1}) in integers: it {2}; set Quantize = false on the layer, or put it into a block with Quantize = false");
}
