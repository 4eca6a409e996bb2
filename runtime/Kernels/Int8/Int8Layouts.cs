using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Kiln.Kernels;

/// <summary>
/// Maps from one layout to another, converted on the way. Where both have neighbours along one axis, those are converted run by run; otherwise blocks are
/// converted along the axis of one side and turned, as bytes, to that of the other.
/// </summary>
internal static class Int8Layouts
{
    private const int Block = 64, Step = 8;

    /// <summary>Converts, then turns: for results that are bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MoveAndTurn<TSource, TConversion>(
        in TConversion conversion, ref TSource x, in MapStrides from, ref sbyte y, in MapStrides to, nint channels, nint height, nint width)
        where TConversion : struct, IInt8Conversion<TSource, sbyte>, allows ref struct
    {
        if (height == 1 && width == 1 && from.Plane == 1 && to.Plane == 1)
        {
            conversion.Run(ref x, ref y, 0, 1, channels);
            return;
        }

        Axes axes = Axes.Of(in from, in to, channels, height, width);
        if (!axes.Turns)
        {
            Move(in conversion, ref x, ref y, axes);
            return;
        }

        Span<sbyte> memory = stackalloc sbyte[Block * Block];
        ref sbyte block = ref memory[0];
        Axis along = axes.First, across = axes.Second;
        for (nint o = 0; o < axes.Third.Count; o++)
            for (nint a = 0; a < along.Count; a += Block)
                for (nint c = 0; c < across.Count; c += Block)
                {
                    nint columns = nint.Min(Block, along.Count - a), rows = nint.Min(Block, across.Count - c);
                    for (nint r = 0; r < rows; r++)
                        conversion.Run(
                            ref Unsafe.Add(ref x, o * axes.Third.From + a + (c + r) * across.From), ref Unsafe.Add(ref block, r * Block),
                            o * axes.Third.Channel + a * along.Channel + (c + r) * across.Channel, along.Channel, columns);
                    Turn(ref block, Block, ref Unsafe.Add(ref y, o * axes.Third.To + a * along.To + c), along.To, rows, columns);
                }
    }

    /// <summary>Turns, then converts: for sources that are bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TurnAndMove<TResult, TConversion>(
        in TConversion conversion, ref sbyte x, in MapStrides from, ref TResult y, in MapStrides to, nint channels, nint height, nint width)
        where TConversion : struct, IInt8Conversion<sbyte, TResult>, allows ref struct
    {
        if (height == 1 && width == 1 && from.Plane == 1 && to.Plane == 1)
        {
            conversion.Run(ref x, ref y, 0, 1, channels);
            return;
        }

        Axes axes = Axes.Of(in from, in to, channels, height, width);
        if (!axes.Turns)
        {
            Move(in conversion, ref x, ref y, axes);
            return;
        }

        Span<sbyte> memory = stackalloc sbyte[Block * Block];
        ref sbyte block = ref memory[0];
        Axis along = axes.First, across = axes.Second;
        for (nint o = 0; o < axes.Third.Count; o++)
            for (nint a = 0; a < along.Count; a += Block)
                for (nint c = 0; c < across.Count; c += Block)
                {
                    nint columns = nint.Min(Block, along.Count - a), rows = nint.Min(Block, across.Count - c);
                    Turn(ref Unsafe.Add(ref x, o * axes.Third.From + a + c * across.From), across.From, ref block, Block, rows, columns);
                    for (nint r = 0; r < columns; r++)
                        conversion.Run(
                            ref Unsafe.Add(ref block, r * Block), ref Unsafe.Add(ref y, o * axes.Third.To + (a + r) * along.To + c),
                            o * axes.Third.Channel + (a + r) * along.Channel + c * across.Channel, across.Channel, rows);
                }
    }

    /// <summary>destination[c][r] = source[r][c] for r in [0, rows), c in [0, columns), in blocks of 8x8 that overlap at the ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Turn(ref sbyte source, nint sourceStride, ref sbyte destination, nint destinationStride, nint rows, nint columns)
    {
        if (rows < Step || columns < Step)
        {
            nint done = 0;
            if (rows > 1 && rows < Step && destinationStride == rows) done = TurnFewRows(ref source, sourceStride, ref destination, rows, columns);
            for (nint r = 0; r < rows; r++)
                for (nint c = done; c < columns; c++)
                    Unsafe.Add(ref destination, c * destinationStride + r) = Unsafe.Add(ref source, r * sourceStride + c);
            return;
        }

        for (nint r = 0; r < rows; r += Step)
        {
            nint row = nint.Min(r, rows - Step);
            for (nint c = 0; c < columns; c += Step)
            {
                nint column = nint.Min(c, columns - Step);
                TurnBlock(
                    ref Unsafe.Add(ref source, row * sourceStride + column), sourceStride, ref Unsafe.Add(ref destination, column * destinationStride + row),
                    destinationStride);
            }
        }
    }

    /// <summary>
    /// Such as planes of colours to pixels without gaps: each column is stored with 8 bytes, of which the next columns overwrite those that are not its own.
    /// Returns the columns that are done; those that are left have no successors that would.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint TurnFewRows(ref sbyte source, nint sourceStride, ref sbyte destination, nint rows, nint columns)
    {
        // The last row stands for those that are missing.
        nint last = rows - 1, c = 0;
        for (; (columns - c - Step + 1) * rows >= Step; c += Step)
        {
            ref sbyte first = ref Unsafe.Add(ref source, c);
            ref sbyte second = ref Unsafe.Add(ref first, sourceStride), third = ref Unsafe.Add(ref first, nint.Min(2, last) * sourceStride);
            Vector128<ushort> a = Pair(ref first, ref second), b = Pair(ref third, ref Unsafe.Add(ref first, nint.Min(3, last) * sourceStride));
            Vector128<ushort> d = b, e = b;
            if (rows > 4)
            {
                d = Pair(ref Unsafe.Add(ref first, 4 * sourceStride), ref Unsafe.Add(ref first, nint.Min(5, last) * sourceStride));
                e = Pair(ref Unsafe.Add(ref first, nint.Min(6, last) * sourceStride), ref Unsafe.Add(ref first, last * sourceStride));
            }

            TurnPairs(a, b, d, e, ref Unsafe.Add(ref destination, c * rows), rows);
        }

        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnBlock(ref sbyte source, nint sourceStride, ref sbyte destination, nint destinationStride)
    {
        ref sbyte third = ref Unsafe.Add(ref source, 2 * sourceStride), fifth = ref Unsafe.Add(ref third, 2 * sourceStride);
        ref sbyte seventh = ref Unsafe.Add(ref fifth, 2 * sourceStride);
        TurnPairs(
            Pair(ref source, ref Unsafe.Add(ref source, sourceStride)), Pair(ref third, ref Unsafe.Add(ref third, sourceStride)),
            Pair(ref fifth, ref Unsafe.Add(ref fifth, sourceStride)), Pair(ref seventh, ref Unsafe.Add(ref seventh, sourceStride)), ref destination,
            destinationStride);
    }

    /// <summary>Rows in pairs become pairs of pairs, then all eight: each vector of the last holds two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnPairs(
        Vector128<ushort> a, Vector128<ushort> b, Vector128<ushort> c, Vector128<ushort> d, ref sbyte destination, nint destinationStride)
    {
        Vector128<uint> lowerAB = Int8Lanes.ZipLower(a, b).AsUInt32(), upperAB = Int8Lanes.ZipUpper(a, b).AsUInt32();
        Vector128<uint> lowerCD = Int8Lanes.ZipLower(c, d).AsUInt32(), upperCD = Int8Lanes.ZipUpper(c, d).AsUInt32();
        StoreColumns(Int8Lanes.ZipLower(lowerAB, lowerCD), ref destination, destinationStride);
        StoreColumns(Int8Lanes.ZipUpper(lowerAB, lowerCD), ref Unsafe.Add(ref destination, 2 * destinationStride), destinationStride);
        StoreColumns(Int8Lanes.ZipLower(upperAB, upperCD), ref Unsafe.Add(ref destination, 4 * destinationStride), destinationStride);
        StoreColumns(Int8Lanes.ZipUpper(upperAB, upperCD), ref Unsafe.Add(ref destination, 6 * destinationStride), destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Pair(ref sbyte first, ref sbyte second) => Int8Lanes.ZipLower(
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref first))).AsByte(),
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<sbyte, byte>(ref second))).AsByte()).AsUInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(Vector128<uint> columns, ref sbyte destination, nint stride)
    {
        ref byte first = ref Unsafe.As<sbyte, byte>(ref destination);
        Unsafe.WriteUnaligned(ref first, columns.AsUInt64().ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref first, stride), columns.AsUInt64().GetElement(1));
    }

    private static void Move<TSource, TResult, TConversion>(in TConversion conversion, ref TSource x, ref TResult y, Axes axes)
        where TConversion : struct, IInt8Conversion<TSource, TResult>, allows ref struct
    {
        if (!conversion.DependsOnChannel) axes = axes.Joined();
        Axis run = axes.First, inner = axes.Second, outer = axes.Third;
        for (nint o = 0; o < outer.Count; o++)
            for (nint i = 0; i < inner.Count; i++)
                if (axes.HasRuns)
                {
                    conversion.Run(
                        ref Unsafe.Add(ref x, o * outer.From + i * inner.From), ref Unsafe.Add(ref y, o * outer.To + i * inner.To),
                        o * outer.Channel + i * inner.Channel, run.Channel, run.Count);
                }
                else
                {
                    for (nint e = 0; e < run.Count; e++)
                        conversion.Run(
                            ref Unsafe.Add(ref x, o * outer.From + i * inner.From + e * run.From),
                            ref Unsafe.Add(ref y, o * outer.To + i * inner.To + e * run.To), o * outer.Channel + i * inner.Channel + e * run.Channel, 0, 1);
                }
    }

    /// <summary>An axis of a map: its length, its distances in source and result, and 1 if it is that of channels, else 0.</summary>
    private readonly record struct Axis(nint Count, nint From, nint To, nint Channel)
    {
        public bool IsRunOfBoth => From == 1 && To == 1;
    }

    /// <summary>
    /// The three axes in the order in which they are walked, innermost first. Where <see cref="Turns"/>, neighbours in the source lie along the first, those
    /// in the result along the second.
    /// </summary>
    private readonly record struct Axes(Axis First, Axis Second, Axis Third, bool HasRuns, bool Turns)
    {
        public static Axes Of(in MapStrides from, in MapStrides to, nint channels, nint height, nint width)
        {
            // Rows outermost, unless they are what lies next to each other.
            Axis c = new(channels, from.Plane, to.Plane, 1), h = new(height, from.Row, to.Row, 0), w = new(width, from.Pixel, to.Pixel, 0);
            Axis source = RunOf(c, w, h, ofSource: true), result = RunOf(c, w, h, ofSource: false);
            if (c.IsRunOfBoth && Wins(c, w) && Wins(c, h)) return new(c, w, h, true, false);
            if (w.IsRunOfBoth && Wins(w, h)) return new(w, h, c, true, false);
            if (h.IsRunOfBoth) return new(h, w, c, true, false);
            if (source.From != 1 || result.To != 1) return new(c, w, h, false, false);
            return new(source, result, Other(source, result, c, h, w), false, true);
        }

        /// <summary>Where an outer axis goes on where the inner one ends, in both memories, they are one.</summary>
        public Axes Joined()
        {
            (Axis first, Axis second, Axis third) = (First, Second, Third);
            if (!HasRuns) return this;
            for (int i = 0; i < 2; i++)
            {
                if (second.Count == 1 || !Follows(first, second)) (second, third) = (third, second);
                if (Follows(first, second)) (first, second) = (first with { Count = first.Count * second.Count }, new(1, 0, 0, 0));
            }

            return this with { First = first, Second = second, Third = third };
        }

        private static bool Follows(Axis inner, Axis outer) => outer.From == inner.Count && outer.To == inner.Count && outer.Count > 1;

        private static bool Wins(Axis axis, Axis other) => !other.IsRunOfBoth || axis.Count >= other.Count;

        /// <summary>The longest axis along which neighbours lie, if there is one.</summary>
        private static Axis RunOf(Axis c, Axis w, Axis h, bool ofSource)
        {
            Axis best = c;
            foreach (Axis axis in (ReadOnlySpan<Axis>)[w, h])
            {
                bool isRun = (ofSource ? axis.From : axis.To) == 1, bestIsRun = (ofSource ? best.From : best.To) == 1;
                if (isRun && (!bestIsRun || axis.Count > best.Count)) best = axis;
            }

            return best;
        }

        private static Axis Other(Axis a, Axis b, Axis c, Axis h, Axis w)
        {
            if (c != a && c != b) return c;
            return h != a && h != b ? h : w;
        }
    }
}
