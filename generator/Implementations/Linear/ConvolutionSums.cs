using Kiln.Generator.Layouts;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Implementations;

/// <summary>
/// A convolution or its input gradient as every algorithm computes it: sums over taps and source channels for each phase and group. Weights are stored as
/// HWIO ([kernel row][kernel column][input channel of the group][output channel]).
/// </summary>
internal sealed class ConvolutionSums
{
    private readonly IReadOnlyList<TapAxis> _rows;
    private readonly IReadOnlyList<TapAxis> _columns;

    private ConvolutionSums(Conv2D op, IReadOnlyList<TapAxis> rows, IReadOnlyList<TapAxis> columns, Shape input, bool isGradient)
    {
        (Op, _rows, _columns, IsGradient) = (op, rows, columns, isGradient);
        (InputsPerGroup, OutputsPerGroup) = (input[0] / op.Groups, op.Channels / op.Groups);
    }

    /// <summary>The convolution, also where its gradient is computed.</summary>
    public Conv2D Op { get; }

    public bool IsGradient { get; }

    public int Groups => Op.Groups;

    /// <summary>Source channels that one result sums over.</summary>
    public int SumChannels => IsGradient ? OutputsPerGroup : InputsPerGroup;

    /// <summary>Channels of the result in one group.</summary>
    public int ResultChannels => IsGradient ? InputsPerGroup : OutputsPerGroup;

    /// <summary>
    /// The channels of a group where a kernel goes group by group within the vectors of a pixel: as many inputs as outputs, 1 (depthwise), 2, 4 or 8; else 0.
    /// </summary>
    public int GroupSize => Groups > 1 && InputsPerGroup == OutputsPerGroup && KernelKey.GroupSizes.Contains(InputsPerGroup) ? InputsPerGroup : 0;

    /// <summary>The phases along the rows, and the rows and columns of the largest one.</summary>
    public int RowPhases => _rows.Count;

    public int MostRows => _rows.Max(rows => rows.Count);

    public int MostColumns => _columns.Max(columns => columns.Count);

    /// <summary>Multiply-adds for one sample, padded taps counted.</summary>
    public double MultiplyAdds => Parts(Groups).Sum(
        part => (double)part.Rows.Count * part.Rows.Taps * part.Columns.Count * part.Columns.Taps * SumChannels * ResultChannels);

    /// <summary>Elements of one sample's result.</summary>
    public double Results => Parts(Groups).Sum(part => (double)part.Rows.Count * part.Columns.Count * ResultChannels);

    private int InputsPerGroup { get; }

    private int OutputsPerGroup { get; }

    /// <summary>Floats from kernel column to kernel column of the weights.</summary>
    private long Column => (long)InputsPerGroup * Op.Channels;

    private long Row => Op.Window.KernelWidth * Column;

    public static ConvolutionSums Forward(Conv2D op, Shape input, Shape output) =>
        new(op, [TapAxis.Forward(op.Window.RowAxis, output[1])], [TapAxis.Forward(op.Window.ColumnAxis, output[2])], input, isGradient: false);

    public static ConvolutionSums Gradient(Conv2D op, Shape input) =>
        new(op, TapAxis.Gradient(op.Window.RowAxis, input[1]), TapAxis.Gradient(op.Window.ColumnAxis, input[2]), input, isGradient: true);

    /// <summary>The border of zeros that the sums read around the source.</summary>
    public Border Border(Shape source) => TapAxis.Border(_rows, _columns, source);

    /// <summary>What a kernel is called for: each phase of each of the groups, unless it does all groups at once.</summary>
    public IEnumerable<(TapAxis Rows, TapAxis Columns, int Group)> Parts(int groups)
    {
        foreach (TapAxis rows in _rows)
            foreach (TapAxis columns in _columns)
                for (int group = 0; group < groups; group++) yield return (rows, columns, group);
    }

    /// <summary>The weights as matrices, one for each phase and group: a row for each tap of each source channel, channels innermost or outermost.</summary>
    public PackWeights Matrices(bool panels, bool channelsInnermost)
    {
        (long sum, long result) = IsGradient ? (1L, (long)Op.Channels) : (Op.Channels, 1L);
        return new PackWeights(panels, Parts(Groups).Select(part => new WeightBlock(
            FirstTap(part.Rows, part.Columns) + ((long)part.Group * OutputsPerGroup),
            channelsInnermost
                ? PackAxis.Of(part.Rows.Taps, part.Rows.TapStep * Row, part.Columns.Taps, part.Columns.TapStep * Column, SumChannels, sum)
                : PackAxis.Of(SumChannels, sum, part.Rows.Taps, part.Rows.TapStep * Row, part.Columns.Taps, part.Columns.TapStep * Column),
            PackAxis.Of(ResultChannels, result))).ToEquatableArray());
    }

    /// <summary>The weights lane by lane, all groups together: in a gradient the group's sources are the outputs, one after the other.</summary>
    public PackWeights Lanes()
    {
        PackAxis lanes = IsGradient ? PackAxis.Of(1, 0, Groups, GroupSize, GroupSize, Op.Channels) : PackAxis.Of(Op.Channels, 1);
        return new PackWeights(Panels: true, Parts(groups: 1).Select(part => new WeightBlock(
            FirstTap(part.Rows, part.Columns),
            PackAxis.Of(
                part.Rows.Taps, part.Rows.TapStep * Row, part.Columns.Taps, part.Columns.TapStep * Column, GroupSize, IsGradient ? 1 : Op.Channels),
            lanes)).ToEquatableArray());
    }

    private long FirstTap(TapAxis rows, TapAxis columns) => (rows.FirstTap * Row) + (columns.FirstTap * Column);
}
