using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

internal sealed class DenseInputGradientImplementation(DenseInputGradient op)
    : Implementation<DenseInputGradient>(op, Traits.OverBatch | Traits.WritesNoBorders)
{
    public override StepSupport Steps => StepSupport.Kernel;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => input == 0 && Dense.IsSequence(types.Inputs[0].Shape) ? MemoryOrder.Rows : null;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Orders.Preferred(Op.InputShape);

    public override bool ReadsPart(int input) => input == 0;

    /// <summary>The pads of a map's pixels are columns of the product; those of a vector are the rest of its last one.</summary>
    public override bool WritesPart(int output) => Op.InputShape.Rank < 2;

    public override Op? PackingOf(int input, LaidOutTypes types)
    {
        if (input != 1) return null;
        long units = Dense.Features(types.Inputs[0].Shape), area = 1;
        Geometry map = Geometry.Of(types.Outputs[0]);
        PackAxis features = PackAxis.Of(Dense.Features(Op.InputShape), units);
        if (!Dense.IsSequence(Op.InputShape) && map.IsChannelsLast && (area = (long)map.Height * map.Width) > 1)
            features = PackAxis.Of(map.Height, map.Width * units, map.Width, units, map.Channels, area * units) with { Padded = map.Pixel };
        return new PackWeights(Panels: true, [new WeightBlock(0, PackAxis.Of(units, 1), features)]);
    }

    public override void Write(StepBuilder step) => DenseSteps.Write(step, false, Columns(step));

    /// <summary>Columns of the product: the memory of dx, pads of its pixels included.</summary>
    private static long Columns(StepBuilder step)
    {
        if (Dense.IsSequence(step.OutputType().Shape)) return step.OutputType().Shape[1];
        Geometry map = step.Output();
        return map.IsChannelsLast && map.Height * map.Width > 1 ? map.Height * map.Row : (long)map.Channels * map.Height * map.Width;
    }
}
