using Kiln.Generator.Emit;
using Kiln.Generator.Graphs;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>
/// What products over a batch share: one GEMM with a row for each sample, or for each token of each sample, cut into tiles of rows and
/// panels. The tokens of a batch are evenly spaced, because a sequence in memory is its padded rows and nothing else.
/// </summary>
internal static class DenseText
{
    private const string ShapeType = "global::Kiln.Kernels.GemmShape";
    private const string Tiles = "global::Kiln.Kernels.GemmTiles";

    /// <summary>Whether a dense layer takes the value as a vector for each token.</summary>
    public static bool IsSequence(Shape x) => x.Rank == 2;

    /// <summary>Length of the vectors that a dense layer takes: all elements where the value is not a sequence.</summary>
    public static int Features(Shape x) => IsSequence(x) ? x[1] : x.ElementCount;

    /// <summary>Vectors in a batch, as source.</summary>
    public static string Rows(Shape x) => IsSequence(x) ? StepText.Product(x[0], "batch") : "batch";

    /// <summary>Floats from vector to vector of an input.</summary>
    public static long InputRow(StepText step, int input) => IsSequence(step.InputType(input).Shape) ? step.Input(input).Channel : step.InputStride(input);

    private static long OutputRow(StepText step) => IsSequence(step.OutputType().Shape) ? step.Output().Channel : step.OutputStride();

    public static (string Items, string Cost) Work(StepText step, long columns)
    {
        Shape x = step.InputType(0).Shape;
        return ($"{Tiles}.Count({SourceWriter.Number(columns)}, {Rows(x)})", $"{Tiles}.Cost({SourceWriter.Number(Features(x))}, {Rows(x)})");
    }

    /// <summary>The sum over the elements of a vector, or of a map as three nested loops in the order of memory.</summary>
    private static string Depth(TensorType type)
    {
        if (IsSequence(type.Shape)) return FormattableString.Invariant($"Inner = {type.Shape[1]}");
        Geometry x = Geometry.Of(type);
        (long Count, long Stride)[] loops = x.IsChannelsLast
            ? [(x.Height, x.Row), (x.Width, x.Pixel), (x.Channels, 1)]
            : [(x.Channels, x.Channel), (x.Height, x.Row), (x.Width, x.Pixel)];
        return FormattableString.Invariant($"Outer = {loops[0].Count}, OuterStride = {loops[0].Stride}, Middle = {loops[1].Count}, MiddleStride = {loops[1].Stride}, Inner = {loops[2].Count}, InnerStride = {loops[2].Stride}");
    }

    public static void Emit(StepText step, StepKernel kernel, bool bias, long columns)
    {
        TensorType x = step.InputType(0);
        long depthCount = Features(x.Shape), inputRow = InputRow(step, 0), outputRow = OutputRow(step);
        string shape = step.Shape(ShapeType, FormattableString.Invariant($"Columns = {columns}, RowStride = {inputRow}, OutputRowStride = {outputRow}, {Depth(x)}"));
        string row = StepText.Product(inputRow, "tile.Row"), column = "tile.Column", outputOffset = StepText.Sum(StepText.Product(outputRow, "tile.Row"), column);
        step.Writer.Line($"foreach ({Tiles}.Tile tile in new {Tiles}(first, last, {SourceWriter.Number(columns)}, {Rows(x.Shape)}))");
        using SourceWriter.Scope scope = step.Writer.Block();
        List<string> arguments = [$"ref {step.InputAt(0, row)}", $"ref {step.InputAt(1, StepText.Product(depthCount, column))}"];
        if (bias) arguments.Add($"ref {step.InputAt(2, column)}");
        arguments.Add($"ref {step.OutputAt(0, outputOffset)}{step.EpilogueArguments(kernel, outputOffset)}");
        arguments.Add($"{shape} with {{ Rows = tile.Rows, Columns = tile.Columns }}");
        step.Call($"{kernel.Class}.Run", [.. arguments]);
        if (kernel.Fuses) return;
        using SourceWriter.Scope rows = step.Writer.Block("for (nint row = 0; row < tile.Rows; row++)");
        step.WriteEpilogue(kernel, StepText.Sum(outputOffset, StepText.Product(outputRow, "row")), "(tile.Columns + 15) / 16 * 16");
    }
}
