using Zoo;

namespace Kiln.Zoo.Tests;

/// <summary>Logic from threshold units, with the weights of textbooks.</summary>
public sealed class GateTests
{
    private static readonly float[][] Inputs = [[0, 0], [0, 1], [1, 0], [1, 1]];

    [Theory]
    [InlineData(0.5f, 0.5f, -0.8f, new float[] { 0, 0, 0, 1 })]      // AND
    [InlineData(-0.5f, -0.5f, 0.7f, new float[] { 1, 1, 1, 0 })]     // NAND
    [InlineData(0.5f, 0.5f, -0.3f, new float[] { 0, 1, 1, 1 })]      // OR
    public void One_unit_is_a_gate(float left, float right, float bias, float[] expected)
    {
        var gate = new Gate();
        gate.Parameter("dense1.weight").CopyFrom([left, right]);
        gate.Parameter("dense1.bias").CopyFrom([bias]);
        Assert.Equal(expected, Inputs.Select(input => Run(gate, input)));
    }

    [Fact]
    public void Three_units_are_an_exclusive_or()
    {
        var xor = new Xor();
        foreach ((string unit, float weight, float bias) in new[] { ("nand", -0.5f, 0.7f), ("or", 0.5f, -0.3f), ("and", 0.5f, -0.8f) })
        {
            xor.Parameter(unit + ".weight").CopyFrom([weight, weight]);
            xor.Parameter(unit + ".bias").CopyFrom([bias]);
        }

        float[] output = new float[1];
        Assert.Equal([0, 1, 1, 0], Inputs.Select(input =>
        {
            xor.Forward(input, output);
            return output[0];
        }));
    }

    private static float Run(Gate gate, float[] input)
    {
        float[] output = new float[1];
        gate.Forward(input, output);
        return output[0];
    }
}
