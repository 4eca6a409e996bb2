using System.Runtime.CompilerServices;

namespace Kiln.Kernels;

/// <summary>The four 32-bit words of one Philox4x32 block.</summary>
[InlineArray(4)]
internal struct PhiloxWords
{
    private uint first;
}
