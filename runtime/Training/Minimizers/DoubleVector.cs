using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln.Training;

/// <summary>The few operations on vectors in double precision that minimizers need.</summary>
internal static class DoubleVector
{
    /// <summary>The scalar product.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> lefts = MemoryMarshal.Cast<double, Vector<double>>(left), rights = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < lefts.Length; i++) sums += lefts[i] * rights[i];
        double sum = Vector.Sum(sums);
        for (int i = lefts.Length * Vector<double>.Count; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }

    /// <summary>target += factor values.</summary>
    public static void Add(Span<double> target, double factor, ReadOnlySpan<double> values)
    {
        Span<Vector<double>> targets = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (int i = 0; i < targets.Length; i++) targets[i] += factor * vectors[i];
        for (int i = targets.Length * Vector<double>.Count; i < target.Length; i++) target[i] += factor * values[i];
    }

    /// <summary>target *= factor.</summary>
    public static void Scale(Span<double> target, double factor)
    {
        for (int i = 0; i < target.Length; i++) target[i] *= factor;
    }

    /// <summary>The largest absolute value; NaN if there is one.</summary>
    public static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
