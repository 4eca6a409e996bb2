using System.Text.Json;

namespace Kiln.Runtime.Tests.Training;

/// <summary>Values computed in double precision by PyTorch, or after the papers; tests/parity/optimizers.py prints the file.</summary>
internal static class OptimizerGolden
{
    private static readonly JsonElement Root =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "optimizers.golden.json"))).RootElement;

    public static float[] Start => Floats(Root.GetProperty("start"));

    public static float[] Minimum => Floats(Root.GetProperty("minimum"));

    public static float[] Curvature => Floats(Root.GetProperty("curvature"));

    /// <summary>The weights after each of ten steps: the matrix [3, 7] row by row, then the vector [5].</summary>
    public static double[][] Weights(string optimizer) => [.. Root.GetProperty("weights").GetProperty(optimizer).EnumerateArray().Select(Doubles)];

    public static double[] Rates(string schedule) => Doubles(Root.GetProperty("rates").GetProperty(schedule));

    /// <summary>What a plateau is told, and for each plateau the rates after each report.</summary>
    public static double[] Losses => Doubles(Root.GetProperty("losses"));

    public static double[] Plateau(string name) => Doubles(Root.GetProperty("plateaus").GetProperty(name));

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
