namespace Kiln;

/// <summary>Names of a quantized network's tensors: that of a layer, or of a group of values with one scale, and what they are of it.</summary>
internal static class TensorName
{
    public static string Scale(string group) => group + ".scale";

    public static string InverseScale(string group) => group + ".inverse_scale";

    public static string ZeroPoint(string group) => group + ".zero_point";

    public static string Weight(string layer) => layer + ".weight";

    public static string Bias(string layer) => layer + ".bias";

    public static string Multiplier(string layer) => layer + ".multiplier";

    public static string Shift(string layer) => layer + ".shift";

    public static string Clamp(string layer) => layer + ".clamp";

    public static string Constants(string layer) => layer + ".constants";

    public static string Table(string layer) => layer + ".table";
}
