namespace Kiln.Runtime.Tests.Kernels;

[Trait("Category", "Numeric")]
public sealed class Int8ConvolutionTests
{
    [Fact]
    public void Convolutions_equal_the_definition() => Check(1, Int8Layers.Convolution);

    [Fact]
    public void Rows_of_another_length_than_the_maps_equal_the_definition() => Check(2, Int8Layers.Pointwise);

    [Fact]
    public void Dense_layers_equal_the_definition() => Check(3, Int8Layers.Dense);

    [Fact]
    public void Dense_layers_that_read_their_input_in_place_equal_the_definition() => Check(6, Int8Layers.Vector, Int8Kernel.Dense);

    [Fact]
    public void Depthwise_convolutions_equal_the_definition() => Check(4, Int8Layers.Depthwise, Int8Kernel.Depthwise);

    [Fact]
    public void Depthwise_convolutions_of_3x3_equal_the_definition() => Check(7, Int8Layers.ThreeByThree, Int8Kernel.Depthwise);

    [Fact]
    public void Transposed_convolutions_equal_the_definition()
    {
        Random random = new(5);
        long values = TestLevel.Count(30_000, 250_000);
        foreach (Int8Kind kind in Enum.GetValues<Int8Kind>())
            for (long compared = 0; compared < values;)
            {
                Int8Layer layer = Int8Layers.Transposed(random).Fill(random, kind);
                Int8Reference.Transposed(layer);
                Assert.Null(layer.RunTransposed());
                compared += layer.OutputHeight * layer.OutputWidth * layer.Channels;
            }
    }

    private static void Check(int seed, Func<Random, Int8Layer> shapes, Int8Kernel kernel = Int8Kernel.Convolution)
    {
        Random random = new(seed);
        long values = TestLevel.Count(30_000, 250_000);
        foreach (Int8Kind kind in Enum.GetValues<Int8Kind>())
            for (long compared = 0; compared < values;)
            {
                Int8Layer layer = shapes(random).Fill(random, kind);
                Int8Reference.Convolution(layer);
                Assert.Null(layer.Run(kernel));
                compared += layer.OutputHeight * layer.OutputWidth * layer.Channels;
            }
    }
}
