using System.Numerics;
using System.Runtime.InteropServices;

namespace Kiln;

/// <summary>All gradients of a network as one vector: its norm and its scaling. Frozen tensors and alignment gaps are not part of it.</summary>
internal static class GradientVector
{
    public static double Norm(NetworkCore core)
    {
        Span<float> gradients = core.Gradients;
        double sum = 0;
        foreach (StoredTensor tensor in core.Tensors)
        {
            if (tensor.HasGradient) sum += SumOfSquares(tensor.In(gradients));
        }

        return Math.Sqrt(sum);
    }

    public static void Scale(NetworkCore core, float factor)
    {
        Span<float> gradients = core.Gradients;
        foreach (StoredTensor tensor in core.Tensors)
        {
            if (tensor.HasGradient) Scale(tensor.In(gradients), factor);
        }
    }

    /// <summary>Brings every gradient into [-limit, limit]; what is not a number stays so.</summary>
    public static void Clamp(NetworkCore core, float limit)
    {
        Span<float> gradients = core.Gradients;
        foreach (StoredTensor tensor in core.Tensors)
        {
            if (tensor.HasGradient) Clamp(tensor.In(gradients), limit);
        }
    }

    /// <summary>Adds the gradients times a factor to a block that is laid out as the parameters.</summary>
    public static void AddTo(Span<float> block, NetworkCore core, float factor)
    {
        Span<float> gradients = core.Gradients;
        foreach (StoredTensor tensor in core.Tensors)
        {
            if (tensor.HasGradient) Add(tensor.In(block), tensor.In(gradients), factor);
        }
    }

    // Squares of floats are exact in double precision, and two sums hide the latency of the additions.
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
        foreach (Vector<float> vector in vectors)
        {
            Vector.Widen(vector, out Vector<double> first, out Vector<double> second);
            low += first * first;
            high += second * second;
        }

        double sum = Vector.Sum(low + high);
        foreach (float value in values[(vectors.Length * Vector<float>.Count)..]) sum += (double)value * value;
        return sum;
    }

    private static void Clamp(Span<float> values, float limit)
    {
        Vector<float> high = new(limit), low = -high;
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref Vector<float> vector in vectors)
        {
            vector = Vector.ConditionalSelect(Vector.GreaterThan(vector, high), high, vector);
            vector = Vector.ConditionalSelect(Vector.LessThan(vector, low), low, vector);
        }

        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..]) value = Math.Clamp(value, -limit, limit);
    }

    private static void Add(Span<float> target, ReadOnlySpan<float> values, float factor)
    {
        Span<Vector<float>> targets = MemoryMarshal.Cast<float, Vector<float>>(target);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (int i = 0; i < targets.Length; i++) targets[i] += factor * vectors[i];
        for (int i = targets.Length * Vector<float>.Count; i < target.Length; i++) target[i] += factor * values[i];
    }

    private static void Scale(Span<float> values, float factor)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref Vector<float> vector in vectors) vector *= factor;
        foreach (ref float value in values[(vectors.Length * Vector<float>.Count)..]) value *= factor;
    }
}
