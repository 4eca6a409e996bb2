using Kiln.Generator.Graphs;
using Kiln.Generator.Layouts;
using Kiln.Generator.Ops;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An algorithm for convolutions, their input gradients and transposed convolutions. Which one is cheapest depends on how well the channels of the result fill
/// vectors. The order of a map follows from its channels in any case, so that no algorithm is charged with a conversion.
/// </summary>
internal abstract class Convolution(ConvolutionSums sums, KernelKey kernel, string title) : Implementation
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override double Cost => CyclesOf(Sums, Efficiency);

    /// <summary>The part of the core's multiply-adds that the algorithm gets.</summary>
    protected abstract double Efficiency { get; }

    /// <summary>The groups that the kernel is called for; one where it does all of them.</summary>
    protected virtual int Groups => Sums.Groups;

    protected ConvolutionSums Sums { get; } = sums;

    /// <summary>The candidates for sums.</summary>
    public static IReadOnlyList<Implementation> Candidates(ConvolutionSums sums) =>
        [new GemmConvolution(sums), new PlanarConvolution(sums), new GroupedConvolution(sums)];

    /// <summary>The part of a vector's lanes that the results of one pixel fill, where these are computed together.</summary>
    public static double Filled(int channels) => Math.Min(1, (double)channels / Orders.ChannelsLastFrom);

    /// <summary>Cycles of an algorithm that gets a part of the core's multiply-adds.</summary>
    public static double CyclesOf(ConvolutionSums sums, double efficiency) => ReferenceCore.Cycles(sums.MultiplyAdds, efficiency, sums.Results);

    public override string? Title(TensorType output) => title;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => MemoryOrder.ChannelsLast;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? Border(inputs[0].Shape) : default;

    public override Op? PackingOf(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) => input switch
    {
        1 => Packing(inputs[0]),
        2 => new PackVector(Sums.ResultChannels * Sums.Groups),
        _ => null,
    };

    public sealed override void Write(StepBuilder step)
    {
        PackWeights packing = Packing(step.InputType(0));
        Geometry x = step.Input(0), y = step.Output();
        int part = 0;
        foreach ((TapAxis rows, TapAxis columns, int group) in Sums.Parts(Groups))
        {
            long source = (FirstRow(rows) * x.Row) + (columns.Start * x.Pixel) + ((long)group * Sums.SumChannels * x.Channel);
            long result = (rows.First * y.Row) + (columns.First * y.Pixel) + ((long)group * Sums.ResultChannels * y.Channel);
            List<Argument> arguments = [step.InputAt(0, source), step.InputAt(1, packing.OffsetOf(part++))];
            if (step.OwnInputs > 2) arguments.Add(step.InputAt(2, (long)group * Sums.ResultChannels));
            step.Call(kernel, [.. arguments, step.OutputAt(0, result), .. step.EpilogueArguments(result), Shape(rows, columns, x, y)]);
        }
    }

    /// <summary>The border that is read around the source.</summary>
    protected virtual Border Border(Shape source) => Sums.Border(source);

    /// <summary>The first row of the source that the kernel is given.</summary>
    protected virtual int FirstRow(TapAxis rows) => rows.Start;

    /// <summary>How the weights are packed: a block for each call of the kernel.</summary>
    protected abstract PackWeights Packing(TensorType source);

    /// <summary>The structure of constants for one call of the kernel.</summary>
    protected abstract Argument Shape(TapAxis rows, TapAxis columns, Geometry x, Geometry y);
}
