using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// The caller's floats and bytes as bytes of a quantized network and back: one map of channels x height x width from any layout to any other. The memories must
/// not overlap.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Ends
{
    /// <summary>
    /// y = x inverseScale + zero, both operations rounded as floats, then rounded to the nearest integer, halves away from 0, and clamped to a byte; NaN becomes
    /// zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromFloat(
        ref float x, in MapStrides from, ref float inverseScale, ref sbyte zero, ref sbyte y, in MapStrides to, nint channels, nint height, nint width)
    {
        Int8FromFloat conversion = new(inverseScale, zero);
        Int8Layouts.MoveAndTurn(in conversion, ref x, in from, ref y, in to, channels, height, width);
    }

    /// <summary>y = the entry of byte x in the channel's table; tables are <paramref name="tableStride"/> bytes apart, 0 where all channels have one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromBytes(
        ref byte x, in MapStrides from, ref sbyte table, nint tableStride, ref sbyte y, in MapStrides to, nint channels, nint height, nint width)
    {
        Int8FromBytes conversion = new(ref table, tableStride);
        Int8Layouts.MoveAndTurn(in conversion, ref x, in from, ref y, in to, channels, height, width);
    }

    /// <summary>y = scale (x - zero).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToFloat(
        ref sbyte x, in MapStrides from, ref float scale, ref sbyte zero, ref float y, in MapStrides to, nint channels, nint height, nint width)
    {
        Int8ToFloat conversion = new(scale, zero);
        Int8Layouts.TurnAndMove(in conversion, ref x, in from, ref y, in to, channels, height, width);
    }

    /// <summary>y = x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(ref sbyte x, in MapStrides from, ref sbyte y, in MapStrides to, nint channels, nint height, nint width) =>
        Int8Layouts.MoveAndTurn(default(Int8Copy), ref x, in from, ref y, in to, channels, height, width);

    private readonly struct Int8Copy : IInt8Conversion<sbyte, sbyte>
    {
        public bool DependsOnChannel => false;

        public void Run(ref sbyte x, ref sbyte y, nint channel, nint channelStep, nint count) =>
            MemoryMarshal.CreateReadOnlySpan(ref x, (int)count).CopyTo(MemoryMarshal.CreateSpan(ref y, (int)count));
    }

    private readonly ref struct Int8FromBytes(ref sbyte table, nint tableStride) : IInt8Conversion<byte, sbyte>
    {
        private readonly ref sbyte _table = ref table;
        private readonly nint _tableStride = tableStride;

        public bool DependsOnChannel => _tableStride != 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(ref byte x, ref sbyte y, nint channel, nint channelStep, nint count)
        {
            ref sbyte table = ref Unsafe.Add(ref _table, channel * _tableStride);
            if (channelStep * _tableStride == 0)
            {
                Int8Table.RunUnsigned(ref x, ref table, ref y, count);
                return;
            }

            for (nint i = 0; i < count; i++) Unsafe.Add(ref y, i) = Unsafe.Add(ref table, i * _tableStride + Unsafe.Add(ref x, i));
        }
    }
}
