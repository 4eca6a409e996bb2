using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// The constants of a sum or difference: (q1 First + q2 Second + Offset) >> Shift, where both factors fit 16 bits with their sign, and the offset holds all
/// three zero points and the half that rounds.
/// </summary>
internal readonly record struct AddConstants(int First, int Second, int Offset, int Shift)
{
    public const int LargestFactor = short.MaxValue;
    public const int LeastShift = 1;

    // The zero point of the result, up to 2^7 in magnitude, is shifted by it, and all else stays below 2^26: together they fit 32 bits.
    public const int LargestShift = 23;

    /// <summary>The constants for real factors of (q1 - z1) and (q2 - z2), with the largest shift that does; null = the factors are too large.</summary>
    public static AddConstants? Of(double first, double second, int firstZero, int secondZero, int outputZero)
    {
        double largest = Math.Max(Math.Abs(first), Math.Abs(second));
        for (int shift = LargestShift; shift >= LeastShift; shift--)
        {
            if (Math.Round(Math.ScaleB(largest, shift), MidpointRounding.AwayFromZero) > LargestFactor) continue;
            return Of(Factor(first, shift), Factor(second, shift), shift, firstZero, secondZero, outputZero);
        }

        return null;
    }

    /// <summary>The constants of integer factors: the offset follows from the zero points.</summary>
    public static AddConstants Of(int first, int second, int shift, int firstZero, int secondZero, int outputZero) =>
        new(first, second, outputZero * (1 << shift) + (1 << (shift - 1)) - firstZero * first - secondZero * second, shift);

    public static void Write(QuantizedAdd layer, ModelBlock block)
    {
        Quantization first = block.QuantizationOf(layer.First), second = block.QuantizationOf(layer.Second), output = block.QuantizationOf(layer.Output);
        double sign = layer.Subtracts ? -1 : 1;
        AddConstants constants = Of(
            first.Scale / (double)output.Scale, sign * second.Scale / output.Scale, first.ZeroPoint, second.ZeroPoint, output.ZeroPoint)
            ?? throw Unquantizable.Layer(layer.Name, "one step of an operand is thousands of steps of its result; calibrate with more samples.");
        new[] { constants.First, constants.Second, constants.Offset, constants.Shift }.CopyTo(block.Of<int>(TensorName.Constants(layer.Name)));
    }

    private static int Factor(double real, int shift) => (int)Math.Round(Math.ScaleB(real, shift), MidpointRounding.AwayFromZero);
}
