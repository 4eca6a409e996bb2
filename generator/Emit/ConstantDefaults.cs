using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>The fields of the runtime's structures that need not be printed: those that are zero, or one where the structure says one by itself.</summary>
internal static class ConstantDefaults
{
    private static readonly string[] s_planar =
    [
        "Samples", "InputChannels", "OutputChannels", "OutputHeight", "OutputWidth", "KernelHeight", "KernelWidth", "StrideHeight", "StrideWidth",
        "TapColumnStride",
    ];

    /// <summary>The fields that are one by default, by structure.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> s_ones = new()
    {
        ["GemmShape"] = ["Blocks", "Rows", "Outer", "Middle", "Inner", "InnerStride"],
        ["PlanarConvolutionShape"] = [.. s_planar.Skip(1), "OutputColumnStride"],
        ["PlanarWeightGradientShape"] = s_planar,
        ["WeightGradientShape"] = ["Rows", "Outer", "Middle", "Inner"],
    };

    public static bool IsDefault(string type, Field field)
    {
        if (field.Name == "InputHeight") return false; // unlimited by default
        bool isOne = s_ones.TryGetValue(type, out IReadOnlyList<string>? ones) && ones.Contains(field.Name);
        return field.Value switch
        {
            Argument.Integer { Value: Expression.Number number } => number.Value == (isOne ? 1 : 0),
            Argument.Real real => BitConverter.DoubleToInt64Bits(real.Value) == 0,
            Argument.Flag flag => !flag.Value,
            _ => false,
        };
    }
}
