namespace Kiln;

/// <summary>
/// Concrete layer attributes are conditional on a symbol that nobody defines: the compiler checks and shows them, Kiln reads them from source, and none of
/// them is left in the assembly.
/// </summary>
internal static class Metadata
{
    public const string Symbol = "KILN_METADATA";
}
