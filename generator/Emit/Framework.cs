namespace Kiln.Generator.Emit;

/// <summary>
/// The namespaces of the framework that emitted code uses, and the classes that it names most often, qualified so that they can never
/// refer to the user's own names.
/// </summary>
internal static class Framework
{
    public const string CompilerServices = "System.Runtime.CompilerServices";
    public const string InteropServices = "System.Runtime.InteropServices";
    public const string Unsafe = "global::" + CompilerServices + ".Unsafe";
    public const string MemoryMarshal = "global::" + InteropServices + ".MemoryMarshal";
    public const string MethodImpl = "global::" + CompilerServices + ".MethodImpl";
}
