using Kiln.Generator.Layouts;

namespace Kiln.Generator.Steps;

/// <summary>The dimension of a map along which it is cut into lines.</summary>
internal enum LineAxis
{
    Row,

    /// <summary>The pixels of a map of one row.</summary>
    Column,

    Channel,
}

/// <summary>A worker's part of a map.</summary>
internal readonly record struct Lines(LineAxis Axis, Expression First, Expression End)
{
    public Expression Count => End - First;

    /// <summary>Where the part begins in a map.</summary>
    public Expression Offset(Geometry map) => Axis switch { LineAxis.Row => map.Row, LineAxis.Column => map.Pixel, _ => map.Channel } * First;

    public Expression Height(Geometry map) => Axis == LineAxis.Row ? Count : map.Height;

    public Expression Width(Geometry map) => Axis == LineAxis.Column ? Count : map.Width;

    public Expression Channels(Geometry map) => Axis == LineAxis.Channel ? Count : map.Channels;

    /// <summary>The first input and the output of a step over a sample as per-channel kernels take them: maps, then the range of channels.</summary>
    public IEnumerable<Argument> Maps(StepBuilder step)
    {
        Geometry x = step.Input(0), y = step.Output();
        (Expression first, Expression end) = Axis == LineAxis.Channel ? (First, End) : (0, x.Channels);
        return [
            step.InputAt(0, OffsetOfMap(x)), Map(x, step.InputStride(0)), step.OutputAt(0, OffsetOfMap(y)), Map(y, step.OutputStride()), first, end];
    }

    private Expression OffsetOfMap(Geometry map) => Axis == LineAxis.Channel ? 0 : Offset(map);

    private Argument.Structure Map(Geometry map, long sampleStride) =>
        new("MapBatch", [1, Height(map), Width(map), sampleStride, map.Row, map.Pixel, map.Channel]);
}
