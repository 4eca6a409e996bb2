using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>Residual networks drawn at random: the same numbers for the same seed, each sum spelled one way or the other.</summary>
internal sealed class ResidualNetworks
{
    private readonly GraphBuilder _builder = new();
    private readonly Random _random;
    private readonly bool _swapped;
    private int _layers;

    private ResidualNetworks(int seed, bool swapped) => (_random, _swapped) = (new Random(seed), swapped);

    /// <summary>A classifier of some blocks; with <paramref name="swapped"/> the operands of every sum are exchanged.</summary>
    public static Graph Draw(int seed, bool swapped)
    {
        var network = new ResidualNetworks(seed, swapped);
        Value x = network.Convolution(GraphTable.Input(network._builder, "x", 3, 8, 7), network.Channels());
        for (int block = network._random.Next(2, 5); block > 0; block--) x = network.Block(x);
        return GraphTable.Classify(network._builder, x, 3);
    }

    /// <summary>Both sides of 16 channels, which lie in different orders.</summary>
    private int Channels() => _random.Next(4) switch { 0 => 6, 1 => 16, 2 => 18, _ => 32 };

    private Value Block(Value x)
    {
        int channels = _builder.ShapeOf(x)[0];
        Value sum = _random.Next(6) switch
        {
            0 => Sum(x, Branch(x, channels)),
            1 => Sum(Activation(x), Branch(x, channels)),
            2 => Sum(Pool(x), Convolution(x, channels)),
            3 => Sum(x, Sum(Convolution(x, channels), Pool(x))),
            4 => Sum(Convolution(Activation(x), channels), Dropped(x)),
            _ => Widened(x, Channels()),
        };
        return _random.Next(3) == 0 ? sum : Activation(sum);
    }

    /// <summary>Two branches that both end in a convolution.</summary>
    private Value Widened(Value x, int channels)
    {
        Value branch = Branch(x, channels), shortcut = Convolution(x, channels);
        return Sum(branch, shortcut);
    }

    private Value Branch(Value x, int channels)
    {
        for (int layer = _random.Next(1, 3); layer > 1; layer--) x = Activation(Convolution(x, channels));
        x = Convolution(x, channels);
        return _random.Next(2) == 0 ? x : GraphTable.Norm(_builder, x, Name("norm"));
    }

    private Value Convolution(Value x, int channels) => GraphTable.Convolution(_builder, x, Name("conv"), channels, _random.Next(2) == 0 ? 1 : 3);

    private Value Pool(Value x) => _builder.Add(new MaxPool2D(new Window(3, 3, 1, 1, 1, 1, 1, 1)), Name("pool"), x);

    private Value Dropped(Value x) => _builder.Add(new Dropout(0.25, _builder.NoiseKey("dropout")), Name("dropout"), x);

    private Value Activation(Value x) =>
        _builder.Add(_random.Next(3) switch { 0 => new ReLU(), 1 => new Tanh(), _ => (Op)new Sigmoid() }, Name("activation"), x);

    private Value Sum(Value left, Value right) => _builder.Add(new Add(), Name("add"), _swapped ? [right, left] : [left, right]);

    private string Name(string kind) => FormattableString.Invariant($"{kind}{_layers++}");
}
