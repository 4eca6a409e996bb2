using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Kiln.Kernels;

/// <summary>Bytes of one value, which is known when the network has been loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Int8Fill
{
    /// <summary>Gives so many bytes the value.</summary>
    public static void Run(ref sbyte value, ref sbyte y, nint count) => MemoryMarshal.CreateSpan(ref y, checked((int)count)).Fill(value);
}
