using Kiln.Compiler.Tests.Networks;
using Kiln.Generator;
using Kiln.Generator.Graphs;
using Kiln.Generator.Implementations;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Passes;

/// <summary>The costs come to a rule that is easy to state, whatever the sizes of map and window.</summary>
public sealed class ChooseImplementationsTests
{
    private const int Shapes = 5000, ChannelsOfAVector = 16;

    [Fact]
    public void A_convolution_is_computed_by_groups_on_planes_or_as_a_product()
    {
        var random = new Random(1);
        var chosen = new HashSet<Type>();
        for (int i = 0; i < Shapes; i++)
        {
            int groups = random.Next(3) == 0 ? random.Next(2, 40) : 1;
            int inputs = random.Next(1, 40), outputs = random.Next(3) == 0 ? inputs : random.Next(1, 40);
            int kernel = random.Next(1, 6), size = kernel + random.Next(60);
            var op = new Conv2D(outputs * groups, new Window(kernel, kernel, random.Next(1, 4), random.Next(1, 4), PadTop: random.Next(kernel)), groups);
            TensorType x = OpCase.Map(inputs * groups, size, size), y = op.Infer([x, OpCase.Fixed(outputs * groups, inputs, kernel, kernel)]).Types[0];
            bool isGrouped = groups > 1 && inputs == outputs && inputs is 1 or 2 or 4 or 8 && outputs * groups >= ChannelsOfAVector;
            bool FillsVectors(int channels) => groups == 1 ? channels >= ChannelsOfAVector : channels % ChannelsOfAVector == 0;

            Expect(isGrouped ? typeof(GroupedConvolution) : FillsVectors(outputs) ? typeof(GemmConvolution) : typeof(PlanarConvolution), op, [x], y);
            Expect(
                isGrouped ? typeof(GroupedConvolution) : FillsVectors(inputs) ? typeof(GemmConvolution) : typeof(PlanarConvolution),
                new Conv2DInputGradient(op, x.Shape), [y], x);
            Expect(
                isGrouped ? typeof(GroupedConvolutionWeightGradient)
                    : FillsVectors(outputs) ? typeof(GemmConvolutionWeightGradient)
                    : typeof(PlanarConvolutionWeightGradient),
                new Conv2DWeightGradient(op), [x, y], OpCase.Fixed(outputs * groups, inputs, kernel, kernel));
            Expect(
                outputs >= ChannelsOfAVector ? typeof(GemmConvolution) : typeof(PlanarConvolution), new Conv2DTranspose(outputs, new Window(kernel, kernel), 0),
                [OpCase.Map(inputs, size, size)], OpCase.Map(outputs, size + kernel - 1, size + kernel - 1));
        }

        Assert.Equal(6, chosen.Count);

        void Expect(Type expected, Op op, EquatableArray<TensorType> inputs, TensorType output)
        {
            Type actual = ChooseImplementations.For(op, inputs, [output]).GetType();
            Assert.True(expected == actual, $"{op} of {inputs[0]} is {actual.Name} instead of {expected.Name}.");
            chosen.Add(actual);
        }
    }

    /// <summary>Planes save a quarter of either product; of 1x1 less than it takes to convert the 64 channels that they read.</summary>
    [Theory]
    [InlineData(1, typeof(GemmConvolution))]
    [InlineData(3, typeof(PlanarConvolution))]
    public void A_conversion_counts(int kernel, Type expected)
    {
        LaidOutGraph graph = ChooseImplementations.Run(
            new NetworkText("Example", $"[Input(64, 16, 16), Conv2D(64, kernel: 3), Conv2D(12, kernel: {kernel})]").Evaluate().Graph);
        LaidOutNode narrow = graph.All<Conv2D>().Last().Node;
        Assert.IsType(expected, narrow.Implementation);
        Assert.IsType<PlanarConvolution>(ChooseImplementations.For(narrow.Op, graph.InputTypes(narrow), narrow.Outputs));
    }
}
