using System.Text;
using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// Initial values of a tensor. Element i in PyTorch's order is drawn from word i of the generator keyed by (seed, name), so neither the storage
/// order nor other layers, threads or machines change it.
/// </summary>
internal static class InitialValues
{
    // Keeps these draws apart from dropout, shuffles and augmentation with the same seed and name.
    private const uint Purpose = 0x494E4954;

    /// <summary>Fills a tensor's storage with its initial values.</summary>
    public static void Fill(int seed, StoredTensor tensor, Span<float> storage)
    {
        float value = (float)tensor.Spec.Value;
        if (tensor.Spec.Kind == InitialKind.Constant)
        {
            storage.Fill(value);
            return;
        }

        bool normal = tensor.Spec.Kind == InitialKind.Normal;
        ulong name = Hash(tensor.Name);
        Span<uint> words = stackalloc uint[4];
        for (RowMajorWalk walk = tensor.Walk(); walk.MoveNext();)
        {
            int lane = walk.Element % words.Length;
            if (lane == 0)
                (words[0], words[1], words[2], words[3]) = PhiloxBlock.Next((uint)seed, (uint)name, (uint)(walk.Element / words.Length), 0, Purpose, (uint)(name >> 32));
            storage[walk.Position] = normal ? (float)(tensor.Spec.Value * Normal(words[lane])) : value * Symmetric(words[lane]);
        }
    }

    // The midpoints of 2^32 equal intervals never are 0 or 1, where the quantile would be infinite; the farthest is 6.2 sigma out.
    private static double Normal(uint word) => PortableMath.NormalQuantile((word + 0.5) * (1.0 / 4294967296.0));

    // 24 bits on [-1, 1): every value is exact in single precision, and 1 is never reached by rounding.
    private static float Symmetric(uint word) => (word >> 8) * (1f / 8388608f) - 1f;

    /// <summary>FNV-1a, 64 bits, of the UTF-8 name.</summary>
    private static ulong Hash(string name)
    {
        ulong hash = 14695981039346656037;
        foreach (byte unit in Encoding.UTF8.GetBytes(name)) hash = unchecked((hash ^ unit) * 1099511628211);
        return hash;
    }
}
