using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kiln.Kernels;

/// <summary>clamp((M1 a + M2 b + C) &gt;&gt; S, low, high).</summary>
internal readonly partial struct Int8AddOperation : IInt8Operation
{
    private readonly int _first, _second, _pair, _offset, _shift, _low, _high;

    public Int8AddOperation(ref int constants, ref sbyte clamp)
    {
        _first = constants;
        _second = Unsafe.Add(ref constants, 1);
        _pair = (_first & ushort.MaxValue) | _second << 16;
        _offset = Unsafe.Add(ref constants, 2);
        _shift = Unsafe.Add(ref constants, 3);
        _low = clamp;
        _high = Unsafe.Add(ref clamp, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Apply(int a, int b) => int.Max(int.Min((a * _first + b * _second + _offset) >> _shift, _high), _low);

    /// <summary>Whole vectors of bytes, where the CPU can unpack them; returns the elements that are done. y may be a or b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint RunBytes(ref sbyte a, ref sbyte b, ref sbyte y, nint count)
    {
        if (Avx512BW.IsSupported && Vector512.IsHardwareAccelerated) return RunBytes512(ref a, ref b, ref y, count);
        if (Avx2.IsSupported) return RunBytes256(ref a, ref b, ref y, count);
        return Sse2.IsSupported ? RunBytes128(ref a, ref b, ref y, count) : 0;
    }
}
