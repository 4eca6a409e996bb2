namespace Kiln.Generator.Emit;

/// <summary>
/// The namespaces of the framework that emitted code uses, and the classes of them that it names most, so qualified that no name
/// of the user's is meant instead.
/// </summary>
internal static class Framework
{
    public const string CompilerServices = "System.Runtime.CompilerServices";

    public const string InteropServices = "System.Runtime.InteropServices";

    public const string Unsafe = "global::" + CompilerServices + ".Unsafe";

    public const string MemoryMarshal = "global::" + InteropServices + ".MemoryMarshal";

    public const string MethodImpl = "global::" + CompilerServices + ".MethodImpl";
}
