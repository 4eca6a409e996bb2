using Kiln.Generator.Layouts;

namespace Kiln.Generator.Steps;

/// <summary>How a step fills the borders around the maps that it makes.</summary>
internal sealed partial class StepBuilder
{
    private readonly HashSet<int> _filled = [];

    /// <summary>Whether the step fills the border around an output.</summary>
    private bool FillsBorder(int output) => plan.FillsBorder(new Value(index, output));

    /// <summary>Fills the border around some lines of an output, if its items can; else it is filled when all are done.</summary>
    public void FillBorder(int output, Lines lines)
    {
        if (whole || !FillsBorder(output) || lines.Axis == LineAxis.Column) return;
        if (lines.Axis == LineAxis.Row) FillBorder(output, new Tile(lines.First, lines.Count, 0, AllChannels(output)));
        else Fill("FillBorder", output, lines.First, lines.Count);
    }

    /// <summary>Fills the border around some rows of an output, for the tile's columns of channels.</summary>
    public void FillBorder(int output, Tile tile)
    {
        if (!whole && FillsBorder(output)) Fill("FillBorderOfRows", output, tile.Column, tile.Columns, tile.Row, tile.Row + tile.Rows);
    }

    /// <summary>Fills the borders that no item has filled, when all items are done.</summary>
    public void FillBorders()
    {
        bool isCut = _phases.Count > 0 || _box.Count > 0;
        for (int output = 0; output < Node.Outputs.Count; output++)
        {
            if (!FillsBorder(output) || _filled.Contains(output)) continue;
            if (isCut) NextPhase();
            isCut = false;
            Fill("FillBorder", output, 0, AllChannels(output));
        }
    }

    /// <summary>Calls a method that fills the border of some channels, of all rows or of those that are given.</summary>
    private void Fill(string method, int output, Expression first, Expression channels, params Argument[] rows)
    {
        _filled.Add(output);
        Border border = OutputType(output).Layout.Border;
        Geometry map = Output(output);
        (string Name, Argument Value)[] fields =
        [
            ("Strides", Strides(map)), ("Channels", AllChannels(output)), ("Height", map.Height), ("Width", map.Width), ("Top", border.Top),
            ("Left", border.Left), ("Bottom", border.Bottom), ("Right", border.Right), ("Value", Argument.Float(border.Fill)),
        ];
        Call("Layouts", method, [OutputAt(output, map.Channel * first), Constant("BorderShape", Field.Of(fields), ("Channels", channels)), .. rows]);
    }

    /// <summary>The channels of an output; whole vectors where they come last.</summary>
    private long AllChannels(int output) => Output(output) is { IsChannelsLast: true } map ? Geometry.Align(map.Channels) : Output(output).Channels;
}
