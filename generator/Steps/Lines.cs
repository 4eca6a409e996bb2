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
    public Expression Height(Geometry map) => Axis == LineAxis.Row ? Count : map.Height;
    public Expression Width(Geometry map) => Axis == LineAxis.Column ? Count : map.Width;
    public Expression Channels(Geometry map) => Axis == LineAxis.Channel ? Count : map.Channels;

    /// <summary>Where the part begins in a map.</summary>
    public Expression Offset(Geometry map) => Axis switch { LineAxis.Row => map.Row, LineAxis.Column => map.Pixel, _ => map.Channel } * First;
}
