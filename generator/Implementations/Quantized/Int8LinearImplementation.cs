namespace Kiln.Generator.Implementations;

/// <summary>Convolutions and dense layers over bytes: how their weights and multipliers are packed.</summary>
internal abstract class Int8LinearImplementation(Int8Convolution op, MapOfValue x, MapOfValue y, Traits traits, string title)
    : Int8Implementation<Int8Convolution>(op, traits, title)
{
    protected MapOfValue X => x;

    protected MapOfValue Y => y;

    protected Window Window => Op.Convolution.Window;

    protected bool IsDepthwise => IsDepthwiseOf(Op, x);

    /// <summary>Whether the taps of a row are not neighbours.</summary>
    protected bool IsDilated => Window is { DilationWidth: > 1, KernelWidth: > 1 };

    protected int InputsPerGroup => x.Channels / Op.Convolution.Groups;

    protected static bool IsDepthwiseOf(Int8Convolution op, MapOfValue x) => op.Convolution.Groups == x.Channels && x.Channels > 1;

    public override Op? PackingOf(int input, LaidOutTypes types) => input switch
    {
        1 => new Int8PackWeights(Packing(types.Inputs[1].Shape)),
        2 => new Int8PackRequantization(Packing(types.Inputs[1].Shape)),
        _ => null,
    };

    public override IEnumerable<int> PackedInputs(int input) => input == 2 ? Enumerable.Range(1, 7) : [input];

    private Int8PackingKernel Packing(Shape weight)
    {
        var shape = new Int8WeightShape(
            Op.Convolution.Groups, y.Channels, InputsPerGroup, Window.KernelHeight, Window.KernelWidth, weight.ElementCount / y.Channels,
            Window.KernelHeight * Window.KernelWidth, 1, IsDilated);
        return IsDepthwise ? shape.Depthwise : shape.Convolution;
    }
}
