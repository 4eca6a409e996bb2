using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>
/// Networks of papers as graphs, in whatever size is asked for: the full ones are what the budgets of compile time are stated for, the small ones have the same
/// wiring and run in no time.
/// </summary>
internal sealed class LargeGraphs
{
    private readonly GraphBuilder _builder = new();
    private int _layers;

    private LargeGraphs()
    {
    }

    /// <summary>He et al. 2016, table 1, 50 layers with bottlenecks; <paramref name="blocks"/> for each of the stages.</summary>
    public static Graph ResNet(int size = 224, int width = 64, int classes = 1000, params int[] blocks)
    {
        var net = new LargeGraphs();
        Value x = net.NormReLU(net.Convolution(GraphTable.Input(net._builder, "image", 3, size, size), width, 7, 2));
        x = net.Add(new MaxPool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1)), x);
        for (int stage = 0; stage < blocks.Length; stage++)
            for (int block = 0; block < blocks[stage]; block++) x = net.Bottleneck(x, width << stage, stage > 0 && block == 0 ? 2 : 1);
        return net.Classify(x, classes);
    }

    /// <summary>He et al. 2016: stages of 3, 4, 6 and 3 blocks.</summary>
    public static Graph ResNet50() => ResNet(blocks: [3, 4, 6, 3]);

    /// <summary>Huang et al. 2017, table 1, with bottlenecks and compression 0.5; <paramref name="layers"/> for each of the dense blocks.</summary>
    public static Graph DenseNet(int size = 224, int growth = 32, int classes = 1000, params int[] layers)
    {
        var net = new LargeGraphs();
        Value x = net.NormReLU(net.Convolution(GraphTable.Input(net._builder, "image", 3, size, size), 2 * growth, 7, 2));
        x = net.Add(new MaxPool2D(new Window(3, 3, 2, 2, 1, 1, 1, 1)), x);
        for (int block = 0; block < layers.Length; block++)
        {
            if (block > 0)
            {
                x = net.Convolution(net.NormReLU(x), net._builder.ShapeOf(x)[0] / 2, 1);
                x = net.Add(new AveragePool2D(new Window(2, 2, 2, 2), true), x);
            }

            for (int layer = 0; layer < layers[block]; layer++)
            {
                Value narrow = net.Convolution(net.NormReLU(x), 4 * growth, 1);
                x = net.Add(new Concat(), x, net.Convolution(net.NormReLU(narrow), growth, 3));
            }
        }

        return net.Classify(net.NormReLU(x), classes);
    }

    /// <summary>Huang et al. 2017: blocks of 6, 12, 24 and 16 layers.</summary>
    public static Graph DenseNet121() => DenseNet(layers: [6, 12, 24, 16]);

    private Value Bottleneck(Value x, int width, int stride)
    {
        Value shortcut = stride == 1 && _builder.ShapeOf(x)[0] == 4 * width ? x : Norm(Convolution(x, 4 * width, 1, stride));
        Value narrow = NormReLU(Convolution(x, width, 1));
        Value branch = Norm(Convolution(NormReLU(Convolution(narrow, width, 3, stride)), 4 * width, 1));
        return Add(new ReLU(), Add(new Add(), branch, shortcut));
    }

    private Graph Classify(Value x, int classes)
    {
        Shape map = _builder.ShapeOf(x);
        Value mean = Add(new AveragePool2D(new Window(map[1], map[2]), true), x);
        return GraphTable.Classify(_builder, mean, classes);
    }

    private Value Convolution(Value x, int channels, int kernel, int stride = 1)
    {
        int pad = kernel / 2, number = ++_layers;
        return _builder.Add(new Conv2D(channels, new Window(kernel, kernel, stride, stride, pad, pad, pad, pad), 1), Name("conv", number), x,
            GraphTable.Parameter(_builder, Name("conv", number) + ".weight", channels, _builder.ShapeOf(x)[0], kernel, kernel));
    }

    private Value Norm(Value x) => GraphTable.Norm(_builder, x, Name("norm", ++_layers));

    private Value NormReLU(Value x) => Add(new ReLU(), Norm(x));

    private Value Add(Op op, params Value[] inputs) => _builder.Add(op, Name(op.Name.ToLowerInvariant(), ++_layers), inputs);

    private static string Name(string kind, int number) => FormattableString.Invariant($"{kind}{number}");
}
