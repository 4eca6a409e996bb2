namespace Kiln.Runtime.Tests.Networks;

public class ParameterViewTests
{
    [Fact]
    public void Shows_pytorchs_order_over_the_kernels_storage()
    {
        FakeNetwork network = new();
        float[] weight = [.. Enumerable.Range(0, 15).Select(i => (float)i)];
        network.Parameter(FakeNetwork.Weight).CopyFrom(weight);

        ParameterView view = network.Parameter(FakeNetwork.Weight);
        Assert.Equal([3, 5], view.Shape.ToArray());
        Assert.Equal(7, view[1, 2]);
        // Stored [K][N]: input 2 of output 1.
        Assert.Equal(7, network.Parameters[2 * 3 + 1]);
        float[] back = new float[15];
        view.CopyTo(back);
        Assert.Equal(weight, back);
    }

    [Fact]
    public void Shows_a_convolution_kernel_stored_as_height_width_input_output()
    {
        FakeNetwork network = new();
        network.Parameter(FakeNetwork.Kernel).CopyFrom([.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        for (int o = 0; o < 2; o++)
        {
            for (int i = 0; i < 3; i++)
            {
                for (int x = 0; x < 2; x++)
                {
                    Assert.Equal((o * 3 + i) * 2 + x, network.Parameter(FakeNetwork.Kernel)[o, i, 0, x]);
                    Assert.Equal((o * 3 + i) * 2 + x, network.Parameters[32 + (x * 3 + i) * 2 + o]);
                }
            }
        }
    }

    [Fact]
    public void Copying_into_a_parameter_is_an_edit()
    {
        FakeNetwork network = new();
        long version = network.Core.Version;
        float[] output = new float[3];
        network.Forward(new float[5], output);
        network.Parameter(FakeNetwork.Bias).CopyFrom([7, 8, 9]);
        Assert.True(network.Core.Version > version);
        network.Forward(new float[5], output);
        Assert.Equal([7f, 8, 9], output);
    }

    [Fact]
    public void Wrong_lengths_and_indices_say_what_was_expected()
    {
        FakeNetwork network = new();
        Assert.Contains(
            "expected 15 values, got 14",
            Assert.Throws<ArgumentException>("source", () => network.Parameter(FakeNetwork.Weight).CopyFrom(new float[14])).Message);
        Assert.Contains(
            "room for 15 values, got 3",
            Assert.Throws<ArgumentException>("destination", () => network.Parameter(FakeNetwork.Weight).CopyTo(new float[3])).Message);
        Assert.Contains("expected 2 indices, got 1", Assert.Throws<ArgumentException>("index", () => network.Parameter(FakeNetwork.Weight)[1]).Message);
        Assert.Contains(
            "index 5 of axis 1 is outside 0..4",
            Assert.Throws<ArgumentOutOfRangeException>("index", () => network.Parameter(FakeNetwork.Weight)[0, 5]).Message);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => network.Parameter(FakeNetwork.Weight)[-1, 0]);
        Assert.Throws<InvalidOperationException>(() => default(ParameterView).Length);
    }

    [Fact]
    public void An_unknown_name_lists_similar_ones()
    {
        string message = Assert.Throws<ArgumentException>("name", () => new FakeNetwork().Parameter("dense.weight").Length).Message;
        Assert.Contains("'dense.weight'", message);
        Assert.Contains("Similar names: dense1.weight,", message);
    }

    [Fact]
    public void Gradients_have_views_but_frozen_and_state_tensors_have_none()
    {
        FakeNetwork network = new();
        network.ForwardBackward(new float[5], scale: 2);
        Assert.Equal(2, network.Gradient(FakeNetwork.Weight)[2, 4]);
        Assert.Contains("frozen", Assert.Throws<ArgumentException>("name", () => network.Gradient(FakeNetwork.Frozen).Length).Message);
        Assert.Contains("running statistic", Assert.Throws<ArgumentException>("name", () => network.Gradient(FakeNetwork.Mean).Length).Message);
    }
}
