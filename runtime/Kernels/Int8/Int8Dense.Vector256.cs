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
        int channels = step * Vector256<int>.Count, panels = channels / Int8Rows.PanelChannels;
        ref Vector256<int> sums = ref Unsafe.As<int, Vector256<int>>(ref MemoryMarshal.GetReference(stackalloc int[Int8Rows.TileSums]));
        bool isFloatExact = Int8Requantization.UsesFloats && header.IsFloatExact != 0;
        Vector256<float> magic = Vector256.Create(Int8Requantization.Magic(header.OutputZero));
        Vector256<sbyte> lows = Vector256.Create((sbyte)header.Low), highs = Vector256.Create((sbyte)header.High);
        int rest = shape.Rest;
        ref byte end = ref Unsafe.Add(ref x, shape.Quads * Int8Rows.QuadInputs), pairsEnd = ref Unsafe.Add(ref x, (shape.Quads & -2) * Int8Rows.QuadInputs);
        nint left = shape.Channels;
        for (; left > channels - Vector256<int>.Count; left -= channels)
        {
            ref sbyte panel0 = ref Panel256(ref weights, 0, in shape), panel1 = ref Panel256(ref weights, 1, in shape);
            ref sbyte panel2 = ref Panel256(ref weights, 2, in shape), panel3 = ref Panel256(ref weights, 3, in shape);
            Vector256<int> c0 = Vector256.LoadUnsafe(ref Bias256(ref blocks, 0)), c1 = Vector256.LoadUnsafe(ref Bias256(ref blocks, 1));
            Vector256<int> c2 = Vector256.LoadUnsafe(ref Bias256(ref blocks, 2)), c3 = Vector256.LoadUnsafe(ref Bias256(ref blocks, 3));
            ref byte near = ref x;
            nuint weight = 0;
            while (HasLongSteps && Unsafe.IsAddressLessThan(ref near, ref pairsEnd))
            {
                Add256<TDot>(ref near, ref panel0, ref panel1, ref panel2, ref panel3, weight, ref c0, ref c1, ref c2, ref c3);
                near = ref Unsafe.Add(ref near, Int8Rows.QuadInputs);
                Add256<TDot>(ref near, ref panel0, ref panel1, ref panel2, ref panel3, weight + Int8Rows.QuadBytes, ref c0, ref c1, ref c2, ref c3);
                near = ref Unsafe.Add(ref near, Int8Rows.QuadInputs);
                weight += 2 * Int8Rows.QuadBytes;
            }

            while (Unsafe.IsAddressLessThan(ref near, ref end))
            {
                Add256<TDot>(ref near, ref panel0, ref panel1, ref panel2, ref panel3, weight, ref c0, ref c1, ref c2, ref c3);
                near = ref Unsafe.Add(ref near, Int8Rows.QuadInputs);
                weight += Int8Rows.QuadBytes;
            }

            if (shape.HasRest)
                Add256<TDot>(ref Unsafe.As<int, byte>(ref rest), ref panel0, ref panel1, ref panel2, ref panel3, weight, ref c0, ref c1, ref c2, ref c3);
            if (isFloatExact && left >= channels)
            {
                Int8Store.WidePixel(Float(c0, ref Bias256(ref blocks, 0), magic), Float(c1, ref Bias256(ref blocks, 1), magic), ref y, lows, highs);
                ref sbyte to = ref Unsafe.Add(ref y, 2 * Vector256<int>.Count);
                Int8Store.WidePixel(Float(c2, ref Bias256(ref blocks, 2), magic), Float(c3, ref Bias256(ref blocks, 3), magic), ref to, lows, highs);
            }
            else
            {
                // The sums go through memory: a register that is used behind a call would be kept in memory in the loops, too.
                sums = c0;
                Unsafe.Add(ref sums, 1) = c1;
                Unsafe.Add(ref sums, 2) = c2;
                Unsafe.Add(ref sums, 3) = c3;
                for (nint i = 0; i < step; i++) Store(ref Unsafe.Add(ref sums, i), i, ref blocks, ref header, ref y, left);
            }

            weights = ref Unsafe.Add(ref weights, panels * shape.PanelBytes);
            blocks = ref Unsafe.Add(ref blocks, panels * Int8Header.BlockFloats);
            y = ref Unsafe.Add(ref y, channels);
        }

        for (nint vector = 0; vector * Vector256<int>.Count < left; vector++)
        {
            ref sbyte panel = ref Panel256(ref weights, vector, in shape);
            Vector256<int> c = Vector256.LoadUnsafe(ref Bias256(ref blocks, vector));
            nuint weight = 0;
            for (ref byte near = ref x; Unsafe.IsAddressLessThan(ref near, ref end); near = ref Unsafe.Add(ref near, Int8Rows.QuadInputs))
            {
                c = TDot.Add(c, Flipped256(ref near), Vector256.LoadUnsafe(ref panel, weight));
                weight += Int8Rows.QuadBytes;
            }

            if (shape.HasRest) c = TDot.Add(c, Flipped256(ref Unsafe.As<int, byte>(ref rest)), Vector256.LoadUnsafe(ref panel, weight));
            sums = c;
            Store(ref sums, vector, ref blocks, ref header, ref y, left);
        }
    }

    /// <summary>The dot products of a quad with four vectors of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add256<TDot>(
        ref byte quad, ref sbyte panel0, ref sbyte panel1, ref sbyte panel2, ref sbyte panel3, nuint weight, ref Vector256<int> c0, ref Vector256<int> c1,
        ref Vector256<int> c2, ref Vector256<int> c3)
        where TDot : struct, IInt8Dot
    {
        Vector256<byte> a = Flipped256(ref quad);
        c0 = TDot.Add(c0, a, Vector256.LoadUnsafe(ref panel0, weight));
        c1 = TDot.Add(c1, a, Vector256.LoadUnsafe(ref panel1, weight));
        c2 = TDot.Add(c2, a, Vector256.LoadUnsafe(ref panel2, weight));
        c3 = TDot.Add(c3, a, Vector256.LoadUnsafe(ref panel3, weight));
    }

    /// <summary>A quad of inputs in every lane, in the form of dot products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Flipped256(ref byte quad) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref quad)).AsByte() ^ Vector256.Create(Int8Dot.InputFlip);

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
