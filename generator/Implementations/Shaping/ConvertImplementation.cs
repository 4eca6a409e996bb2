using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;
using Convert = Kiln.Generator.Layouts.Convert;

namespace Kiln.Generator.Implementations;

internal sealed class ConvertImplementation(Convert op) : Implementation<Convert>(op, Traits.ReadsCaller | Traits.ByStrides, title: null)
{
    /// <summary>What it takes to convert one element, which is read or written where no neighbour is.</summary>
    public const long CostOfElement = 2 * StepBuilder.CostOfElement;

    /// <summary>
    /// What it takes to fill the border that one of two layouts has and the other has not: whole vectors of channels or, on planes, a few floats at both ends
    /// of each row.
    /// </summary>
    public static long CostOfBorder(LaidOutType inner, LaidOutType bordered)
    {
        Geometry map = Geometry.Of(bordered);
        return (map.Floats - Geometry.Of(inner).Floats) * (map.IsChannelsLast ? StepBuilder.CostOfElement : CostOfElement);
    }

    public override Layout InitialLayout(int output, EquatableArray<LaidOutType> inputs, EquatableArray<TensorType> outputs) => Op.To;

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => Op.To.Order;

    public override void Write(StepBuilder step)
    {
        Geometry source = step.Input(0), to = step.Output();
        if (step.InputIsChannelsLastOfCaller(0)) source = LastOfCaller(source);
        if (step.OutputIsChannelsLastOfCaller) to = LastOfCaller(to);
        Lines lines = step.Lines(CostOfElement);
        step.Call("Layouts", "Copy",
            AsFloats(step, step.InputAt(0, lines.Offset(source))), StepBuilder.Strides(source), AsFloats(step, step.OutputAt(0, lines.Offset(to))),
            StepBuilder.Strides(to), lines.Channels(to), lines.Height(to), lines.Width(to));
        step.FillBorder(0, lines);
    }

    private static Geometry LastOfCaller(Geometry map) => map with { Channel = 1, Pixel = map.Channels, Row = (long)map.Width * map.Channels };

    /// <summary>Indices are as wide as floats and copied as such.</summary>
    private static Argument AsFloats(StepBuilder step, Argument.Address address) => address with { AsFloats = step.OutputType().Element == DType.Int32 };
}
