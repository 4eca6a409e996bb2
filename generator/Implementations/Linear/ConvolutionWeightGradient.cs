using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An algorithm for <see cref="Conv2DWeightGradient"/>; it can do, and costs, what the same algorithm for the <paramref name="convolution"/> does.
/// </summary>
internal abstract class ConvolutionWeightGradient(Convolution convolution) : Implementation(Traits.OverBatch | Traits.ReadsParts)
{
    public sealed override bool CanCompute => convolution.CanCompute;

    public sealed override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        new(MemoryOrder.OutputsLast);

    public sealed override long Cost => convolution.Cost;

    protected ConvolutionSums Sums => convolution.Sums;

    protected Window Window => Sums.Op.Window;

    /// <summary>Input and output channels of a group, and the weights of a tap.</summary>
    protected long Inputs => Sums.SumChannels;

    protected long Outputs => Sums.ResultChannels;

    protected long Tap => Inputs * Sums.Op.Channels;

    /// <summary>The candidates for the gradient of the weights behind these sums.</summary>
    public static IReadOnlyList<Implementation> Candidates(ConvolutionSums sums) =>
        [new GemmConvolutionWeightGradient(sums), new PlanarConvolutionWeightGradient(sums), new GroupedConvolutionWeightGradient(sums)];

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Sums.Border(inputs[0].Shape) : default;

    public sealed override PartialSums PartialSums(LaidOutTypes types) =>
        Implementations.PartialSums.OverBatch(ItemCount, (long)Sums.MultiplyAdds, types.Outputs[0].Shape.ElementCount);

    /// <summary>How many items the weights are.</summary>
    protected abstract long ItemCount { get; }

    public sealed override void Write(StepBuilder step)
    {
        Write(step, step.Input(0), step.Input(1));
        step.EndSums();
    }

    /// <summary>Writes the step over the maps of x and dy.</summary>
    protected abstract void Write(StepBuilder step, Geometry x, Geometry dy);

    /// <summary>Cuts the step into its items and begins a loop over those of a worker.</summary>
    protected IDisposable Items(StepBuilder step, out SumItem item) => step.SumItems(ItemCount, CostOf(step, ItemCount), out item);

    /// <summary>The cost of one of so many items, or of their elements.</summary>
    protected Expression CostOf(StepBuilder step, Expression items) => Cost / items * step.Batch;

    /// <summary>Begins a loop over the rows of dy that an item sums over.</summary>
    protected static IDisposable Rows(StepBuilder step, Geometry dy, SumItem item, out SumRows rows) =>
        step.SumRows(item, Expression.Batch, dy.Height, out rows);

    /// <summary>Where those rows begin in x and in dy.</summary>
    protected (Expression X, Expression Dy) Offsets(StepBuilder step, Geometry x, Geometry dy, SumRows rows) =>
        (rows.Offset(step.InputStride(0), Window.StrideHeight * x.Row), rows.Offset(step.InputStride(1), dy.Row));

    /// <summary>Where the first tap of the first output reads.</summary>
    protected long Start(Geometry x) => -((Window.PadTop * x.Row) + (Window.PadLeft * x.Pixel));
}
