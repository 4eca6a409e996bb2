using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kiln.Data;

/// <summary>
/// A column of floats in [0, 1] stored as bytes and divided by 255 when it is read: a quarter of the memory.
/// The division is IEEE's, so vectors and scalars give the same bits as <c>pixel / 255f</c>.
/// </summary>
internal sealed class PixelReader(TensorInfo info, byte[] pixels) : ColumnReader(info)
{
    private readonly int elements = ElementType.Count(info.Name, info.Shape);

    public override void Gather(ReadOnlySpan<int> rows, Batch destination, int column)
    {
        Span<float> target = destination.Write<float>(column);
        for (int i = 0; i < rows.Length; i++)
            Scale(pixels.AsSpan(rows[i] * elements, elements), target.Slice(i * elements, elements));
    }

    private static void Scale(ReadOnlySpan<byte> source, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        Vector128<float> white = Vector128.Create(255f);
        int i = 0;
        for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
            (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
            (Vector128.ConvertToSingle(first.AsInt32()) / white).StoreUnsafe(ref to, (nuint)i);
            (Vector128.ConvertToSingle(second.AsInt32()) / white).StoreUnsafe(ref to, (nuint)(i + 4));
            (Vector128.ConvertToSingle(third.AsInt32()) / white).StoreUnsafe(ref to, (nuint)(i + 8));
            (Vector128.ConvertToSingle(fourth.AsInt32()) / white).StoreUnsafe(ref to, (nuint)(i + 12));
        }

        for (; i < source.Length; i++) destination[i] = source[i] / 255f;
    }
}
