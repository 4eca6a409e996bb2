using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A depthwise convolution and the pointwise one behind it, row by row: a row between them lies in the workspace, and besides what each of the two needs for
/// itself, at different times.
/// </summary>
internal sealed class Int8DepthwisePointwiseImplementation : Int8Implementation<Int8DepthwisePointwise>
{
    private readonly MapOfValue _x, _between, _y;
    private readonly Int8ConvolutionImplementation _depthwise, _pointwise;

    public Int8DepthwisePointwiseImplementation(Int8DepthwisePointwise op, MapOfValue x, MapOfValue y)
        : base(op, Traits.ByStrides, "int8 depthwise and pointwise convolution")
    {
        (_x, _between, _y) = (x, MapOfValue.Of(op.Depthwise.Output), y);
        _depthwise = new(op.Depthwise, x, _between, isSmall: true);
        _pointwise = new(op.Pointwise, _between with { Height = 1 }, y with { Height = 1 }, isSmall: true);
    }

    public override Op? PackingOf(int input, LaidOutTypes types) => input <= Int8DepthwisePointwise.Further
        ? _depthwise.PackingOf(input, types)
        : _pointwise.PackingOf(input - Int8DepthwisePointwise.Further, types with { Inputs = [.. types.Inputs.Skip(Int8DepthwisePointwise.Further)] });

    public override IEnumerable<int> PackedInputs(int input) => input <= Int8DepthwisePointwise.Further
        ? _depthwise.PackedInputs(input)
        : _pointwise.PackedInputs(input - Int8DepthwisePointwise.Further).Select(own => own + Int8DepthwisePointwise.Further);

    /// <summary>All rows of the source that a row of the result depends on are read for it again.</summary>
    public override RowOrder? OrderOfRows(int input, LaidOutTypes types)
    {
        Window window = Op.Depthwise.Convolution.Window;
        return input > 0 ? null : new RowOrder(
            _x.Height, (long)_x.Width * _x.Channels, _y.Height, (long)_y.Width * _y.Channels, row => ((row + 1) * window.StrideHeight) - window.PadTop);
    }

    public override long WorkspaceFloats(EquatableArray<TensorType> inputs, EquatableArray<TensorType> outputs) =>
        (Int8ConvolutionImplementation.Lines((long)_between.Width * _between.Channels) / sizeof(float))
        + Math.Max(_depthwise.WorkspaceFloats(inputs, outputs), _pointwise.WorkspaceFloats(inputs, outputs));

    public override void Write(StepBuilder step)
    {
        const int Behind = Int8DepthwisePointwise.Further;
        (Expression first, Expression end) = step.OneItem(_y.Height, _depthwise.CostOfAll + (_y.Height * _pointwise.CostOfAll));
        step.Call("Int8DepthwisePointwise", "Run",
            step.InputAt(0), step.InputAt(1), step.InputAt(2), step.InputAt(Behind + 1), step.InputAt(Behind + 2), step.OutputAt(), step.Workspace(),
            _depthwise.ShapeOf(step.Input(0).Pixel, _between.Channels), _pointwise.ShapeOf(_between.Channels, step.Output().Pixel), first, end);
    }
}
