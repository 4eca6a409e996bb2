using Kiln.Generator.Emit;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Ops;

/// <summary>What products over a batch share: one GEMM with a row for each sample, cut into tiles of rows and panels.</summary>
internal static class DenseText
{
    private const string Shape = "global::Kiln.Kernels.GemmShape";
    private const string Tiles = "global::Kiln.Kernels.GemmTiles";

    public static (string Items, string Cost) Work(StepText step, long columns, Geometry x) =>
        ($"{Tiles}.Count({SourceWriter.Number(columns)}, batch)", $"{Tiles}.Cost({SourceWriter.Number((long)x.Channels * x.Height * x.Width)}, batch)");

    /// <summary>The sum over the elements of one sample as three nested loops in the order of memory.</summary>
    public static string Depth(Geometry x)
    {
        (long Count, long Stride)[] loops = x.IsChannelsLast
            ? [(x.Height, x.Row), (x.Width, x.Pixel), (x.Channels, 1)]
            : [(x.Channels, x.Channel), (x.Height, x.Row), (x.Width, x.Pixel)];
        return FormattableString.Invariant($"Outer = {loops[0].Count}, OuterStride = {loops[0].Stride}, Middle = {loops[1].Count}, MiddleStride = {loops[1].Stride}, Inner = {loops[2].Count}, InnerStride = {loops[2].Stride}");
    }

    public static void Emit(StepText step, StepKernel kernel, bool bias, long columns, string depth)
    {
        long depthCount = step.InputType(0).Shape.ElementCount;
        string shape = step.Shape(Shape, FormattableString.Invariant($"Columns = {columns}, RowStride = {step.InputStride(0)}, OutputRowStride = {step.OutputStride()}, {depth}"));
        string row = StepText.Product(step.InputStride(0), "tile.Row"), column = "tile.Column", outputOffset = StepText.Sum(StepText.Product(step.OutputStride(), "tile.Row"), column);
        step.Writer.Line($"foreach ({Tiles}.Tile tile in new {Tiles}(first, last, {SourceWriter.Number(columns)}, batch))");
        using SourceWriter.Scope scope = step.Writer.Block();
        List<string> arguments = [$"ref {step.InputAt(0, row)}", $"ref {step.InputAt(1, StepText.Product(depthCount, column))}"];
        if (bias) arguments.Add($"ref {step.InputAt(2, column)}");
        arguments.Add($"ref {step.OutputAt(0, outputOffset)}{step.EpilogueArguments(kernel, outputOffset)}");
        arguments.Add($"{shape} with {{ Rows = tile.Rows, Columns = tile.Columns }}");
        step.Call($"{kernel.Class}.Run", [.. arguments]);
        if (kernel.Fuses) return;
        using SourceWriter.Scope rows = step.Writer.Block("for (nint row = 0; row < tile.Rows; row++)");
        step.WriteEpilogue(kernel, StepText.Sum(outputOffset, StepText.Product(step.OutputStride(), "row")), "(tile.Columns + 15) / 16 * 16");
    }
}
