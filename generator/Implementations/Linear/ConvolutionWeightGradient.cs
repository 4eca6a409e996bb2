using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An algorithm for <see cref="Conv2DWeightGradient"/>; it can do, and costs, what the same algorithm for the <paramref name="convolution"/> does.
/// </summary>
internal abstract class ConvolutionWeightGradient(Convolution convolution) : Implementation
{
    public sealed override bool IsOverBatch => true;

    public sealed override bool CanCompute => convolution.CanCompute;

    public sealed override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) =>
        new(MemoryOrder.OutputsLast);

    public sealed override double Cost => convolution.Cost;

    protected ConvolutionSums Sums => convolution.Sums;

    protected Window Window => Sums.Op.Window;

    /// <summary>Input and output channels of a group, and the weights of a tap.</summary>
    protected long Inputs => Sums.SumChannels;

    protected long Outputs => Sums.ResultChannels;

    protected long Tap => Inputs * Sums.Op.Channels;

    /// <summary>The candidates for the gradient of the weights behind these sums.</summary>
    public static IReadOnlyList<Implementation> Candidates(ConvolutionSums sums) =>
        [new GemmConvolutionWeightGradient(sums), new PlanarConvolutionWeightGradient(sums), new GroupedConvolutionWeightGradient(sums)];

    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Sums.Border(inputs[0].Shape) : default;

    public sealed override void Write(StepBuilder step) => Write(step, step.Input(0), step.Input(1));

    /// <summary>Writes the step over the maps of x and dy.</summary>
    protected abstract void Write(StepBuilder step, Geometry x, Geometry dy);

    /// <summary>Cuts the step into so many items and begins a loop over those of a worker.</summary>
    protected IDisposable Items(StepBuilder step, long items, out Expression item)
    {
        (Expression first, Expression end) = step.Items("Item", items, 1, CostOf(step, items));
        item = Expression.Named("item");
        return step.Loop("item", first, end);
    }

    /// <summary>The cost of one of so many items.</summary>
    protected Expression CostOf(StepBuilder step, Expression items) => (long)Sums.MultiplyAdds / items * step.Batch;

    /// <summary>Where the first tap of the first output reads.</summary>
    protected long Start(Geometry x) => -((Window.PadTop * x.Row) + (Window.PadLeft * x.Pixel));
}
