namespace Kiln.Generator.Layouts;

/// <summary>
/// How one axis of a packed matrix walks through the weights' memory: three nested loops (count, stride in floats), the outermost
/// first; <paramref name="Padded"/> entries of the innermost, of which those past its count pack as zeros. The runtime's PackAxis.
/// </summary>
internal readonly record struct PackAxis(long OuterCount, long OuterStride, long MiddleCount, long MiddleStride, long InnerCount, long InnerStride, long Padded)
{
    public static PackAxis Of(long count, long stride) => new(1, 0, 1, 0, count, stride, count);

    public static PackAxis Of(long outerCount, long outerStride, long middleCount, long middleStride, long innerCount, long innerStride) =>
        new(outerCount, outerStride, middleCount, middleStride, innerCount, innerStride, innerCount);

    public long Count => OuterCount * MiddleCount * Padded;
}
