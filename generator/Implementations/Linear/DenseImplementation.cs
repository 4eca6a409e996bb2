using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Dense"/> is computed.</summary>
internal sealed class DenseImplementation(Dense op) : Implementation<Dense>(op)
{
    public override bool IsOverBatch => true;

    public override string? Title(LaidOutType output) => "GEMM";

    public override StepSupport Steps => StepSupport.Kernel;

    public override bool ReadsCaller(int input) => true;

    public override bool ReadsPart(int input) => input == 0;

    public override bool WritesPart(int output) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        input == 0 && DenseShape.IsSequence(inputs[0].Shape) ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) =>
        Orders.Preferred(outputs[0].Shape);

    public override Op? PackingOf(int input, EquatableArray<LaidOutType> inputs, EquatableArray<LaidOutType> outputs) => input switch
    {
        1 => new PackWeights(Panels: true, [new WeightBlock(0, Features(inputs[0]), PackAxis.Of(Op.Units, 1))]),
        2 => new PackVector(Op.Units),
        _ => null,
    };

    private PackAxis Features(LaidOutType x) => DenseShape.IsSequence(x.Shape) ? PackAxis.Of(x.Shape[1], Op.Units) : FeatureWalk(x, Op.Units);

    public override void Write(StepBuilder step) =>
        DenseSteps.Write(step, step.OwnInputs > 2, Op.Units);

    /// <summary>Features of [K][units] weights, K in C, H, W order, in the order in which memory holds x.</summary>
    private static PackAxis FeatureWalk(LaidOutType x, long units)
    {
        Geometry map = Geometry.Of(x);
        long area = (long)map.Height * map.Width;
        return map.IsChannelsLast && area > 1
            ? PackAxis.Of(map.Height, map.Width * units, map.Width, units, map.Channels, area * units)
            : PackAxis.Of(area * map.Channels, units);
    }
}
