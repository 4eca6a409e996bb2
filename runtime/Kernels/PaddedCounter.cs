using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>
/// A number alone on its cache line (and on the neighbour that the hardware fetches along), so that threads which watch it do not slow others down.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedCounter
{
    [FieldOffset(128)]
    public int Value;
}
