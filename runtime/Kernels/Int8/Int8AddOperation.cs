using System.Runtime.CompilerServices;

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
}
