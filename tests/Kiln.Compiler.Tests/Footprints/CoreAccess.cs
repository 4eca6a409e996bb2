using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln.Compiler.Tests.Footprints;

/// <summary>What a network's core keeps to itself: its generated code and its memory, which a test replaces.</summary>
internal static class CoreAccess
{
    /// <summary>A block of the runtime with a guard zone before and behind it.</summary>
    public static AlignedBlock Guarded(long floats)
    {
        const int Guard = Region.Guard / sizeof(float);
        var block = new AlignedBlock(floats + (2 * Guard), "a guarded block");
        Start(block) += Guard;
        Length(block) -= 2 * Guard;
        return block;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_network")]
    public static extern ref IGeneratedNetwork Network(NetworkCore core);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_arenas")]
    public static extern ref AlignedBlock?[] Arenas(NetworkCore core);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_packed")]
    public static extern ref AlignedBlock?[] Packed(NetworkCore core);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gradients")]
    public static extern ref AlignedBlock? Gradients(NetworkCore core);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_start")]
    private static extern ref int Start(AlignedBlock block);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Length>k__BackingField")]
    private static extern ref int Length(AlignedBlock block);
}
