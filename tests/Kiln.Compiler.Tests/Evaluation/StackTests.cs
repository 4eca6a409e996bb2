using Kiln.Compiler.Tests.Reading;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>Stacks of attributes and the graphs they become.</summary>
public class StackTests
{
    [Fact]
    public void LeNet5_becomes_its_graph() => Assert.Equal(
        """
        %0 input = Input() : float[1, 28, 28]
        %1 conv2d1.weight = Parameter() : float[6, 1, 5, 5]
        %2 conv2d1.bias = Parameter() : float[6]
        %3 conv2d1 = Conv2D[6, 5x5 pad 2](%0, %1, %2) : float[6, 28, 28]
        %4 relu1 = ReLU(%3) : float[6, 28, 28]
        %5 maxpool2d1 = MaxPool2D[2x2 stride 2](%4) : float[6, 14, 14]
        %6 conv2d2.weight = Parameter() : float[16, 6, 5, 5]
        %7 conv2d2.bias = Parameter() : float[16]
        %8 conv2d2 = Conv2D[16, 5x5](%5, %6, %7) : float[16, 10, 10]
        %9 relu2 = ReLU(%8) : float[16, 10, 10]
        %10 maxpool2d2 = MaxPool2D[2x2 stride 2](%9) : float[16, 5, 5]
        %11 flatten1 = Reshape[[400]](%10) : float[400]
        %12 dense1.weight = Parameter() : float[120, 400]
        %13 dense1.bias = Parameter() : float[120]
        %14 dense1 = Dense[120](%11, %12, %13) : float[120]
        %15 relu3 = ReLU(%14) : float[120]
        %16 dense2.weight = Parameter() : float[84, 120]
        %17 dense2.bias = Parameter() : float[84]
        %18 dense2 = Dense[84](%15, %16, %17) : float[84]
        %19 relu4 = ReLU(%18) : float[84]
        %20 dense3.weight = Parameter() : float[10, 84]
        %21 dense3.bias = Parameter() : float[10]
        %22 dense3 = Dense[10](%19, %20, %21) : float[10]
        %23 label = Input() : int[]
        %24 softmaxcrossentropy1 = SoftmaxCrossEntropy[smoothing 0, ignore -100](%22, %23) : float[], float[]
        %25 softmaxcrossentropy1.mean = MeanLoss(%24, %24.1) : float[], float[]
        Output output = %22
        Loss loss = %25

        """,
        TestCompilation.Graph("""
            [Network, Input(1, 28, 28)]
            [Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
            [Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
            [Flatten, Dense(120), ReLU, Dense(84), ReLU, Dense(10)]
            [SoftmaxCrossEntropy]
            public sealed partial class N;
            """));

    [Fact]
    public void Tensors_get_their_public_names()
    {
        EvaluatedNetwork classifier = TestCompilation.Evaluate("[Network, Input(4, Name = \"photo\"), Dense(3), SoftmaxCrossEntropy] partial class N;");
        Assert.Equal(["photo", "label", "output"], Tensors(classifier).Select(tensor => tensor.Identifier));
        Assert.Equal(["PhotoSize", "LabelSize", "OutputSize"], Tensors(classifier).Select(tensor => tensor.SizeConstant));
        Assert.Equal(["float[4]", "int[]", "float[3]"], Tensors(classifier).Select(tensor => tensor.Type.ToString()));

        EvaluatedNetwork regression = TestCompilation.Evaluate("[Network, Input(4), Dense(3), MeanSquaredError] partial class N;");
        Assert.Equal(["input", "target", "output"], Tensors(regression).Select(tensor => tensor.Identifier));
        Assert.Equal("float[3]", regression.Targets[0].Type.ToString());
        Assert.True(regression.HasLoss);
    }

    [Fact]
    public void A_network_without_a_loss_is_for_inference()
    {
        EvaluatedNetwork network = TestCompilation.Evaluate("[Network, Input(4), Dense(3)] partial class N;");
        Assert.True(network.IsComplete);
        Assert.False(network.HasLoss);
        Assert.Empty(network.Targets);
        Assert.Equal(ResultKind.Output, Assert.Single(network.Graph.Results).Kind);
    }

    [Fact]
    public void Layers_keep_source_order_over_several_lists_and_a_second_part() => Assert.Equal(
        ["dense1", "relu1", "dense2"],
        Layers("[Network] partial class N; [Input(4), Dense(3)] [ReLU] [Dense(2)] partial class N;"));

    [Fact]
    public void Naming_a_layer_renames_no_other() => Assert.Equal(
        ["dense1", "relu1", "head", "relu2", "dense3"],
        Layers("[Network, Input(4), Dense(3), ReLU, Dense(3, Name = \"head\"), ReLU, Dense(2)] partial class N;"));

    [Fact]
    public void Every_argument_reaches_the_op()
    {
        string graph = TestCompilation.Graph(
            "[Network, Input(2, 9, 9, Layout = TensorLayout.ChannelsLast), Conv2D(4, padding: [1, 2], kernel: [3, 5], stride: [2, 1], dilation: [1, 2], "
            + "groups: 2, bias: false, init: Init.HeUniform, initScale: 0.5)] partial class N;");
        Assert.Contains("Conv2D[4, 3x5 stride 2,1", graph, StringComparison.Ordinal);
        Assert.Contains("float[4, 1, 3, 5]", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("bias", graph, StringComparison.Ordinal);
        EvaluatedNetwork network = TestCompilation.Evaluate(
            "[Network, Input(2, Layout = TensorLayout.ChannelsLast), Dense(3, initScale: 0.5, init: Init.HeUniform, Frozen = true)] partial class N;");
        Ops(network, out Kiln.Generator.Ops.Parameter weight, out Kiln.Generator.Ops.Input input);
        Assert.Equal((Kiln.Generator.Graphs.Init.HeUniform, 0.5, true), (weight.Init, weight.InitScale, weight.Frozen));
        Assert.True(input.ChannelsLast);
    }

    [Theory]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: int.MaxValue)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: 65536)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: 3, padding: int.MaxValue)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: 3, padding: -2)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: 3, dilation: int.MaxValue)")]
    [InlineData("Input(1, 8, 8), Conv2D(int.MaxValue, kernel: 3)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: 3, groups: int.MinValue)")]
    [InlineData("Input(1, 8, 8), Conv2D(2, kernel: [])")]
    [InlineData("Input(1, 8, 8), MaxPool2D(int.MaxValue, padding: int.MaxValue)")]
    [InlineData("Input(1, 8, 8), MaxPool2D(2, stride: -1)")]
    [InlineData("Input(4), Dense(int.MaxValue)")]
    [InlineData("Input(4), Dropout(double.NaN)")]
    [InlineData("Input(4), LeakyReLU(double.PositiveInfinity)")]
    [InlineData("Input(4), BatchNorm(epsilon: double.NaN)")]
    [InlineData("Input(int.MaxValue, int.MaxValue, int.MaxValue), ReLU")]
    public void Extreme_sizes_are_problems_and_not_exceptions(string layers)
    {
        EvaluatedNetwork network = TestCompilation.Evaluate($"[Network, {layers}] partial class N;");
        Assert.False(network.IsComplete);
        Assert.Contains(network.Problems, problem => problem.IsError);
    }

    [Fact]
    public void An_empty_list_of_weights_is_none() =>
        Assert.True(TestCompilation.Evaluate("[Network, Input(4), Dense(2), SoftmaxCrossEntropy(classWeights: [])] partial class N;").IsComplete);

    private static void Ops<TFirst, TSecond>(EvaluatedNetwork network, out TFirst first, out TSecond second)
        where TFirst : Op
        where TSecond : Op
    {
        first = network.Graph.All<TFirst>().First().Op;
        second = network.Graph.All<TSecond>().First().Op;
    }

    private static IEnumerable<PublicTensor> Tensors(EvaluatedNetwork network) => network.Inputs.Concat(network.Targets).Concat(network.Outputs);

    private static IEnumerable<string> Layers(string source) =>
        TestCompilation.Evaluate(source).Graph.Nodes
            .Where(node => node.Op is not (Kiln.Generator.Ops.Parameter or Kiln.Generator.Ops.Input))
            .Select(node => node.Name);
}
