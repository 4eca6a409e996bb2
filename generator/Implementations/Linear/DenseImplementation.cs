using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class DenseImplementation(Dense op) : Implementation<Dense>(op, Traits.OverBatch | Traits.ReadsCaller | Traits.WritesParts, "GEMM")
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override bool ReadsPart(int input) => input == 0;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 && Dense.IsSequence(types.Inputs[0].Shape) ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(types.Outputs[0].Shape);

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => new PackWeights(Panels: true, [new WeightBlock(0, Features(types.Inputs[0]), PackAxis.Of(Op.Units, 1))]),
        2 => new PackVector(Op.Units),
        _ => null,
    };

    public override void Write(StepBuilder step) => DenseSteps.Write(step, step.OwnInputs > 2, Op.Units);

    /// <summary>Features of [K][units] weights, K in C, H, W order, in the order in which memory holds x.</summary>
    private PackAxis Features(LaidOutType x)
    {
        if (Dense.IsSequence(x.Shape)) return PackAxis.Of(x.Shape[1], Op.Units);
        Geometry map = Geometry.Of(x);
        long units = Op.Units, area = (long)map.Height * map.Width;
        return map.IsChannelsLast && area > 1
            ? PackAxis.Of(map.Height, map.Width * units, map.Width, units, map.Channels, area * units)
            : PackAxis.Of(area * map.Channels, units);
    }
}
