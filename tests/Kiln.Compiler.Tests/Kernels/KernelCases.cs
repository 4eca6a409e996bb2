using Kiln.Generator;
using Kiln.Generator.Formulas;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>Element-wise steps, buffers and comparisons for the tests of kernels with sums.</summary>
internal static class KernelCases
{
    public static readonly ElementwiseStep ReLU = new("ReLU", 0, 0, Formula.Max(0, Formula.X));
    public static readonly ElementwiseStep Add = new("Add", 1, 0, Formula.X + Formula.Operand(0));
    public static readonly ElementwiseStep Scale = new("Scale", 0, 1, Formula.X * Formula.Scalar(0));
    public static readonly ElementwiseStep ReLUGradient = new("ReLUGradient", 1, 0, Formula.WhereLess(0, Formula.Operand(0), Formula.X, 0));

    public static readonly EquatableArray<ElementwiseStep>[] Epilogues = [[], [ReLU], [Add, ReLU], [Scale, ReLUGradient, Add]];

    /// <summary>What untouched memory holds: a NaN that no arithmetic makes.</summary>
    private const int PoisonBits = 0x7FC0BEEF;

    public static float Poison => BitConverter.Int32BitsToSingle(PoisonBits);

    public static float[] Poisoned(long length)
    {
        float[] buffer = new float[length];
        Array.Fill(buffer, Poison);
        return buffer;
    }

    public static float[] Uniform(Random random, long length)
    {
        float[] buffer = new float[length];
        for (int i = 0; i < buffer.Length; i++) buffer[i] = random.NextSingle() - 0.5f;
        return buffer;
    }

    public static bool IsPoison(float value) => BitConverter.SingleToInt32Bits(value) == PoisonBits;

    /// <summary>The steps of one of <see cref="Epilogues"/> on one element.</summary>
    public static double Apply(EquatableArray<ElementwiseStep> steps, double x, ReadOnlySpan<float> operands, ReadOnlySpan<float> scalars)
    {
        foreach (ElementwiseStep step in steps)
        {
            x = step.Name switch
            {
                "ReLU" => Math.Max(0, x),
                "Add" => x + operands[0],
                "Scale" => x * scalars[0],
                "ReLUGradient" => operands[0] > 0 ? x : 0,
                _ => throw new ArgumentOutOfRangeException(nameof(steps), step.Name, "Expected one of the steps of KernelCases."),
            };
            operands = operands[step.Operands..];
            scalars = scalars[step.Scalars..];
        }

        return x;
    }

    /// <summary>Fails with the place where <paramref name="actual"/> differs: NaN in <paramref name="expected"/> means untouched.</summary>
    public static void AssertClose(double[] expected, float[] actual, double tolerance, string what)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            bool right = double.IsNaN(expected[i]) ? IsPoison(actual[i]) : Math.Abs(expected[i] - actual[i]) <= tolerance;
            if (!right) Assert.Fail($"{what}: [{i}] is {actual[i]:R}, expected {(double.IsNaN(expected[i]) ? "untouched memory" : expected[i].ToString("R"))}");
        }
    }

    public static void AssertSameBits(float[] expected, float[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}: [{i}] is {actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
