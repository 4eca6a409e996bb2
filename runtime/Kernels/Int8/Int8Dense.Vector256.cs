using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

public static partial class Int8Dense
{
    /// <summary>All channels: four vectors of them at a time, then one at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Vectors256<TDot>(ref byte x, ref sbyte weights, ref int blocks, ref Int8Header header, ref sbyte y, in Int8DenseShape shape)
        where TDot : struct, IInt8Dot
    {
        const int step = 4;
        ref Vector256<int> sums = ref Unsafe.As<int, Vector256<int>>(ref MemoryMarshal.GetReference(stackalloc int[step * Vector256<int>.Count]));
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector256<sbyte> lows = Vector256.Create((sbyte)header.Low), highs = Vector256.Create((sbyte)header.High);
        nint vector = 0, vectors = (shape.Channels + Vector256<int>.Count - 1) / Vector256<int>.Count;
        for (; vector <= vectors - step; vector += step)
        {
            ref sbyte panel0 = ref Panel256(ref weights, vector, in shape), panel1 = ref Panel256(ref weights, vector + 1, in shape);
            ref sbyte panel2 = ref Panel256(ref weights, vector + 2, in shape), panel3 = ref Panel256(ref weights, vector + 3, in shape);
            Vector256<int> c0 = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector)), c1 = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector + 1));
            Vector256<int> c2 = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector + 2)), c3 = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector + 3));
            nuint weight = 0;
            Vector256<byte> a;
            for (nint quad = 0; quad < shape.Quads; quad++)
            {
                a = Flipped256(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref x, quad * Int8Rows.QuadInputs)));
                c0 = TDot.Add(c0, a, Vector256.LoadUnsafe(ref panel0, weight));
                c1 = TDot.Add(c1, a, Vector256.LoadUnsafe(ref panel1, weight));
                c2 = TDot.Add(c2, a, Vector256.LoadUnsafe(ref panel2, weight));
                c3 = TDot.Add(c3, a, Vector256.LoadUnsafe(ref panel3, weight));
                weight += Int8Rows.QuadBytes;
            }

            if (shape.HasRest)
            {
                a = Flipped256(shape.Rest);
                c0 = TDot.Add(c0, a, Vector256.LoadUnsafe(ref panel0, weight));
                c1 = TDot.Add(c1, a, Vector256.LoadUnsafe(ref panel1, weight));
                c2 = TDot.Add(c2, a, Vector256.LoadUnsafe(ref panel2, weight));
                c3 = TDot.Add(c3, a, Vector256.LoadUnsafe(ref panel3, weight));
            }

            nint channel = vector * Vector256<int>.Count;
            if (isFloatExact && shape.Channels - channel >= step * Vector256<int>.Count)
            {
                ref sbyte to = ref Unsafe.Add(ref y, channel);
                Int8Store.WidePixel(
                    Float(c0, ref Bias256(ref blocks, vector), magic), Float(c1, ref Bias256(ref blocks, vector + 1), magic), ref to, lows, highs);
                to = ref Unsafe.Add(ref to, 2 * Vector256<int>.Count);
                Int8Store.WidePixel(
                    Float(c2, ref Bias256(ref blocks, vector + 2), magic), Float(c3, ref Bias256(ref blocks, vector + 3), magic), ref to, lows, highs);
                continue;
            }

            // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
            sums = c0;
            Unsafe.Add(ref sums, 1) = c1;
            Unsafe.Add(ref sums, 2) = c2;
            Unsafe.Add(ref sums, 3) = c3;
            for (nint i = 0; i < step; i++) Store(ref Unsafe.Add(ref sums, i), vector + i, ref blocks, ref header, ref y, shape.Channels);
        }

        for (; vector < vectors; vector++)
        {
            ref sbyte panel = ref Panel256(ref weights, vector, in shape);
            Vector256<int> c = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector));
            nuint weight = 0;
            for (nint quad = 0; quad < shape.Quads; quad++, weight += Int8Rows.QuadBytes)
            {
                Vector256<byte> a = Flipped256(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref x, quad * Int8Rows.QuadInputs)));
                c = TDot.Add(c, a, Vector256.LoadUnsafe(ref panel, weight));
            }

            if (shape.HasRest) c = TDot.Add(c, Flipped256(shape.Rest), Vector256.LoadUnsafe(ref panel, weight));
            sums = c;
            Store(ref sums, vector, ref blocks, ref header, ref y, shape.Channels);
        }
    }

    /// <summary>A quad of inputs in every lane, in the form of dot products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Flipped256(int quad) => Vector256.Create(quad).AsByte() ^ Vector256.Create(Int8Dot.InputFlip);

    /// <summary>Where the weights of a vector of channels begin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref sbyte Panel256(ref sbyte weights, nint vector, in Int8DenseShape shape)
    {
        nint channel = vector * Vector256<int>.Count;
        return ref Unsafe.Add(
            ref weights, channel / Int8Rows.PanelChannels * shape.PanelBytes + channel % Int8Rows.PanelChannels * Int8Rows.QuadInputs);
    }

    /// <summary>Where the biases of a vector of channels lie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref int Bias256(ref int blocks, nint vector)
    {
        nint channel = vector * Vector256<int>.Count;
        return ref Unsafe.Add(
            ref blocks, channel / Int8Rows.PanelChannels * Int8Header.BlockFloats + channel % Int8Rows.PanelChannels);
    }

    /// <summary>Requantizes a vector of channels by floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Float(Vector256<int> sums, ref int bias, Vector256<float> magic) => Int8Requantization.Float(
        Vector256.ConvertToSingle(sums), Vector256.LoadUnsafe(ref bias, Int8Header.Factors).AsSingle(), magic);

    /// <summary>Requantizes and stores a vector of channels.</summary>
    private static void Store(ref Vector256<int> sums, nint vector, ref int blocks, ref Int8Header header, ref sbyte y, nint channels)
    {
        nint channel = vector * Vector256<int>.Count;
        Int8Requantization.StoreTile(ref sums, 1, 1, ref Bias256(ref blocks, vector), 0, ref header, ref Unsafe.Add(ref y, channel), 0, channels - channel);
    }
}
