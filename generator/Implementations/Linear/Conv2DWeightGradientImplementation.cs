using Kiln.Generator.Layouts;
using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Generator.Implementations;

/// <summary>How <see cref="Conv2DWeightGradient"/> is computed.</summary>
internal sealed class Conv2DWeightGradientImplementation(Conv2DWeightGradient op) : Implementation<Conv2DWeightGradient>(op)
{
    public override bool ReadsPart(int input) => true;

    public override MemoryOrder? InputOrder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        Op.Forward.IsPlanar(inputs[0].Shape) ? MemoryOrder.Natural : input == 1 || Op.Forward.GroupSize(inputs[0].Shape) > 0 ? MemoryOrder.ChannelsLast : null;

    public override Border InputBorder(int input, EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        input == 0 ? ConvolutionText.Forward(Op.Forward, inputs[0].Shape, inputs[1].Shape).Border(inputs[0].Shape) : default;

    private const string GemmType = "global::Kiln.Kernels.WeightGradientShape";
    private const string PlanarType = "global::Kiln.Kernels.PlanarWeightGradientShape";

    /// <summary>
    /// One item is a tap (by small groups: a kernel row of 16 channels; planes: an input channel and a kernel row); with fewer input channels than kernel
    /// columns, whose rows would not fill a register tile, it is an input channel and a kernel row, the tile's rows being kernel columns.
    /// </summary>
    public override (string Items, string Cost) Work(StepText step)
    {
        Shape x = step.InputType(0).Shape, dy = step.InputType(1).Shape;
        Window window = Op.Forward.Window;
        long all = (long)Op.Forward.Channels * (x[0] / Op.Forward.Groups) * window.KernelHeight * window.KernelWidth * dy[1] * dy[2];
        long items = Op.Forward.GroupSize(x) > 0 ? window.KernelHeight * (Geometry.Align(x[0]) / Geometry.Alignment)
            : Op.Forward.IsPlanar(x) ? (long)x[0] * window.KernelHeight
            : RowsAreColumns(step) ? (long)x[0] / Op.Forward.Groups * window.KernelHeight
            : (long)window.KernelHeight * window.KernelWidth;
        return (SourceWriter.Number(items), $"{SourceWriter.Number(all / items)} * (long){step.Batch}");
    }

    public override void Emit(StepText step)
    {
        if (Op.Forward.GroupSize(step.InputType(0).Shape) is > 0 and int size) EmitGrouped(step, size);
        else if (Op.Forward.IsPlanar(step.InputType(0).Shape)) EmitPlanar(step);
        else EmitGemm(step);
    }

    /// <summary>An item is a kernel row of 16 channels.</summary>
    private void EmitGrouped(StepText step, int size)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long tap = (long)size * Op.Forward.Channels, blocks = Geometry.Align(Op.Forward.Channels) / Geometry.Alignment;
        string start = SourceWriter.Number(-((window.PadTop * x.Row) + (window.PadLeft * x.Pixel)));
        string sizes = FormattableString.Invariant(
            $"Rows = {dy.Height}, Columns = {dy.Width}, TapColumns = {window.KernelWidth}, TapColumnStride = {window.DilationWidth * x.Pixel}");
        string input = FormattableString.Invariant(
            $"InputSampleStride = {step.InputStride(0)}, InputRowStride = {window.StrideHeight * x.Row}, InputColumnStride = {window.StrideWidth * x.Pixel}");
        string gradient = FormattableString.Invariant(
            $"GradientSampleStride = {step.InputStride(1)}, GradientRowStride = {dy.Row}, GradientColumnStride = {dy.Pixel}");
        string weight = FormattableString.Invariant($"WeightTapStride = {tap}, WeightInputStride = {Op.Forward.Channels}");
        string shape = step.Shape("global::Kiln.Kernels.GroupedWeightGradientShape", $"{sizes}, {input}, {gradient}, {weight}");
        using SourceWriter.Scope loop = step.Writer.Block("for (nint item = first; item < last; item++)");
        string width = SourceWriter.Number(Geometry.Alignment);
        step.Writer.Line($"nint row = item / {SourceWriter.Number(blocks)}, channel = item % {SourceWriter.Number(blocks)} * {width};");
        step.Call($"{step.Kernel(KernelFamily.GroupedWeightGradient, size)}.Run",
            $"ref {step.InputAt(0, StepText.Product(window.DilationHeight * x.Row, "row"), "channel", start)}", $"ref {step.InputAt(1, "channel")}",
            $"ref {step.OutputAt(0, StepText.Product(window.KernelWidth * tap, "row"), "channel")}", step.Accumulate,
            $"{shape} with {{ Samples = batch, Channels = nint.Min({width}, {SourceWriter.Number(Op.Forward.Channels)} - channel) }}");
    }

    private void EmitGemm(StepText step)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long inputs = x.Channels / Op.Forward.Groups, outputs = Op.Forward.Channels / Op.Forward.Groups, tap = inputs * Op.Forward.Channels;
        long start = -((window.PadTop * x.Row) + (window.PadLeft * x.Pixel));
        bool columns = RowsAreColumns(step);
        string rows = columns
            ? FormattableString.Invariant($"Rows = {window.KernelWidth}, RowStride = {window.DilationWidth * x.Pixel}, OutputRowStride = {tap}")
            : FormattableString.Invariant($"Rows = {inputs}, RowStride = {x.Channel}, OutputRowStride = {Op.Forward.Channels}");
        string outer = FormattableString.Invariant($"Columns = {outputs}, OuterStrideA = {step.InputStride(0)}, OuterStrideB = {step.InputStride(1)}");
        string middle = FormattableString.Invariant($"Middle = {dy.Height}, MiddleStrideA = {window.StrideHeight * x.Row}, MiddleStrideB = {dy.Row}");
        string inner = FormattableString.Invariant($"Inner = {dy.Width}, InnerStrideA = {window.StrideWidth * x.Pixel}, InnerStrideB = {dy.Pixel}");
        string shape = step.Shape(GemmType, $"{rows}, {outer}, {middle}, {inner}");
        string kernel = step.Kernel(KernelFamily.GemmWeightGradient);
        string offsetX, offsetW;
        if (columns)
        {
            offsetX = StepText.InRows("item", inputs, window.DilationHeight * x.Row, x.Channel);
            offsetW = StepText.InRows("item", inputs, window.KernelWidth * tap, Op.Forward.Channels);
        }
        else
        {
            offsetX = StepText.InRows("item", window.KernelWidth, window.DilationHeight * x.Row, window.DilationWidth * x.Pixel);
            offsetW = StepText.Product(tap, "item");
        }

        using SourceWriter.Scope loop = step.Writer.Block("for (nint item = first; item < last; item++)");
        for (int group = 0; group < Op.Forward.Groups; group++)
        {
            step.Call($"{kernel}.Run",
                $"ref {step.InputAt(0, offsetX, SourceWriter.Number(start + (group * inputs * x.Channel)))}",
                $"ref {step.InputAt(1, SourceWriter.Number(group * outputs * dy.Channel))}",
                $"ref {step.OutputAt(0, StepText.Sum(offsetW, SourceWriter.Number(group * outputs)))}",
                step.Accumulate, $"{shape} with {{ Outer = batch }}");
        }
    }

    private void EmitPlanar(StepText step)
    {
        Geometry x = step.Input(0), dy = step.Input(1);
        Window window = Op.Forward.Window;
        long inputs = x.Channels / Op.Forward.Groups, outputs = Op.Forward.Channels / Op.Forward.Groups, tap = inputs * Op.Forward.Channels;
        long start = -((window.PadTop * x.Row) + (window.PadLeft * x.Pixel));
        string sizes = FormattableString.Invariant($"InputChannels = 1, OutputChannels = {outputs}, OutputHeight = {dy.Height}, OutputWidth = {dy.Width}");
        string kernel = FormattableString.Invariant(
            $"KernelHeight = 1, KernelWidth = {window.KernelWidth}, StrideHeight = {window.StrideHeight}, StrideWidth = {window.StrideWidth}");
        string input = FormattableString.Invariant(
            $"InputSampleStride = {step.InputStride(0)}, InputPlaneStride = {x.Channel}, InputRowStride = {x.Row}");
        string taps = FormattableString.Invariant($"TapRowStride = {window.DilationHeight * x.Row}, TapColumnStride = {window.DilationWidth}");
        string gradient = FormattableString.Invariant(
            $"GradientSampleStride = {step.InputStride(1)}, GradientPlaneStride = {dy.Channel}, GradientRowStride = {dy.Row}");
        string weight = FormattableString.Invariant(
            $"WeightRowStride = {window.KernelWidth * tap}, WeightColumnStride = {tap}, WeightChannelStride = {Op.Forward.Channels}");
        string shape = step.Shape(PlanarType, $"{sizes}, {kernel}, {input}, {taps}, {gradient}, {weight}");
        using SourceWriter.Scope loop = step.Writer.Block("for (nint item = first; item < last; item++)");
        step.Writer.Line($"nint channel = item / {SourceWriter.Number(window.KernelHeight)}, row = item % {SourceWriter.Number(window.KernelHeight)};");
        string group = Op.Forward.Groups == 1 ? "" : $"channel / {SourceWriter.Number(inputs)}";
        string own = Op.Forward.Groups == 1 ? "channel" : $"channel % {SourceWriter.Number(inputs)}";
        string inputRow = $"row * {SourceWriter.Number(window.DilationHeight * x.Row)}", weightRow = $"row * {SourceWriter.Number(window.KernelWidth * tap)}";
        string weightGroup = group.Length == 0 ? "" : $"{group} * {SourceWriter.Number(outputs)}";
        step.Call($"{step.Kernel(KernelFamily.PlanarWeightGradient)}.Run",
            $"ref {step.InputAt(0, $"channel * {SourceWriter.Number(x.Channel)}", inputRow, SourceWriter.Number(start))}",
            $"ref {step.InputAt(1, group.Length == 0 ? "" : $"{group} * {SourceWriter.Number(outputs * dy.Channel)}")}",
            $"ref {step.OutputAt(0, StepText.Sum(weightRow, $"{own} * {SourceWriter.Number(Op.Forward.Channels)}", weightGroup))}",
            step.Accumulate, $"{shape} with {{ Samples = batch }}");
    }

    private bool RowsAreColumns(StepText step) => step.InputType(0).Shape[0] / Op.Forward.Groups < Op.Forward.Window.KernelWidth;
}
