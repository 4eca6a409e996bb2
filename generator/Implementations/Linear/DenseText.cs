using Kiln.Generator.Ops;
using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;

namespace Kiln.Generator.Implementations;

/// <summary>
/// What products over a batch share: one GEMM with a row for each sample, or for each token of each sample, cut into tiles of rows and
/// panels.
/// </summary>
internal static class DenseText
{
    private const string ShapeType = "global::Kiln.Kernels.GemmShape";
    private const string Tiles = "global::Kiln.Kernels.GemmTiles";

    /// <summary>Vectors in a batch, as source.</summary>
    private static string Rows(Shape x, string batch) => DenseShape.IsSequence(x) ? StepText.Product(x[0], batch) : batch;

    /// <summary>Floats from vector to vector of the input.</summary>
    private static long InputRow(StepText step) => DenseShape.IsSequence(step.InputType(0).Shape) ? step.Input(0).Channel : step.InputStride(0);

    private static long OutputRow(StepText step) => DenseShape.IsSequence(step.OutputType().Shape) ? step.Output().Channel : step.OutputStride();

    public static (string Items, string Cost) Work(StepText step, long columns)
    {
        Shape x = step.InputType(0).Shape;
        string rows = Rows(x, step.Batch);
        return ($"{Tiles}.Count({SourceWriter.Number(columns)}, {rows})", $"{Tiles}.Cost({SourceWriter.Number(DenseShape.Features(x))}, {rows})");
    }

    /// <summary>The sum over the elements of a vector, or of a map as three nested loops in the order of memory.</summary>
    private static string Depth(TensorType type)
    {
        if (DenseShape.IsSequence(type.Shape)) return FormattableString.Invariant($"Inner = {type.Shape[1]}");
        Geometry x = Geometry.Of(type);
        (long Count, long Stride)[] loops = x.IsChannelsLast
            ? [(x.Height, x.Row), (x.Width, x.Pixel), (x.Channels, 1)]
            : [(x.Channels, x.Channel), (x.Height, x.Row), (x.Width, x.Pixel)];
        return Loops(loops);
    }

    /// <summary>Three loops over the depth of a product, outermost first.</summary>
    public static string Loops(IReadOnlyList<(long Count, long Stride)> loops)
    {
        string outer = FormattableString.Invariant($"Outer = {loops[0].Count}, OuterStride = {loops[0].Stride}");
        string middle = FormattableString.Invariant($"Middle = {loops[1].Count}, MiddleStride = {loops[1].Stride}");
        string inner = FormattableString.Invariant($"Inner = {loops[2].Count}, InnerStride = {loops[2].Stride}");
        return $"{outer}, {middle}, {inner}";
    }

    public static void Emit(StepText step, bool bias, long columns)
    {
        TensorType x = step.InputType(0);
        step.Writer.Line($"foreach ({Tiles}.Tile tile in new {Tiles}(first, last, {SourceWriter.Number(columns)}, {Rows(x.Shape, "batch")}))");
        using SourceWriter.Scope scope = step.Writer.Block();
        if (!DenseShape.IsSequence(x.Shape))
        {
            Emit(step, bias, columns, StepText.Product(step.InputStride(0), "tile.Row"), StepText.Product(step.OutputStride(), "tile.Row"), "tile.Rows");
        }
        else if (step.InputStride(0) == x.Shape[0] * InputRow(step) && step.OutputStride() == x.Shape[0] * OutputRow(step))
        {
            Emit(step, bias, columns, StepText.Product(InputRow(step), "tile.Row"), StepText.Product(OutputRow(step), "tile.Row"), "tile.Rows");
        }
        else
        {
            // A sequence that is a part of a longer one: from sample to sample there is something between.
            step.Writer.Line("nint rows;");
            using SourceWriter.Scope samples = step.Writer.Block("for (nint row = tile.Row; row < tile.Row + tile.Rows; row += rows)");
            step.Writer.Line($"(nint sample, nint token) = global::System.Math.DivRem(row, {SourceWriter.Number(x.Shape[0])});");
            step.Writer.Line($"rows = nint.Min({SourceWriter.Number(x.Shape[0])} - token, tile.Row + tile.Rows - row);");
            Emit(step, bias, columns, Place(step.InputStride(0), InputRow(step)), Place(step.OutputStride(), OutputRow(step)), "rows");
        }

        static string Place(long sample, long token) => StepText.Sum(StepText.Product(sample, "sample"), StepText.Product(token, "token"));
    }

    /// <summary>Some neighbouring rows of the product, from where their input and output begin.</summary>
    private static void Emit(StepText step, bool bias, long columns, string input, string output, string rows)
    {
        TensorType x = step.InputType(0);
        string shape = step.Shape(
            ShapeType, FormattableString.Invariant($"Columns = {columns}, RowStride = {InputRow(step)}, OutputRowStride = {OutputRow(step)}, {Depth(x)}"));
        string column = "tile.Column", offset = StepText.Sum(output, column);
        List<string> arguments = [$"ref {step.InputAt(0, input)}", $"ref {step.InputAt(1, StepText.Product(DenseShape.Features(x.Shape), column))}"];
        if (bias) arguments.Add($"ref {step.InputAt(2, column)}");
        arguments.Add($"ref {step.OutputAt(0, offset)}{step.EpilogueArgument(offset)}");
        arguments.Add($"{shape} with {{ Rows = {rows}, Columns = tile.Columns }}");
        step.Call($"{step.Kernel(KernelFamily.Gemm)}.Run", [.. arguments]);
    }
}
