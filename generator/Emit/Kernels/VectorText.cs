namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// The vocabulary of one vector width, so that a kernel is written once and printed for Vector512, Vector256 and Vector128.
/// Every kernel has the three bodies and picks one by IsHardwareAccelerated, a constant to the JIT.
/// </summary>
internal sealed class VectorText
{
    public static readonly VectorText V512 = new(512);
    public static readonly VectorText V256 = new(256);
    public static readonly VectorText V128 = new(128);

    /// <summary>Widest first: the order in which a kernel tests for hardware.</summary>
    public static IReadOnlyList<VectorText> Widths { get; } = [V512, V256, V128];

    private VectorText(int bits) => Bits = bits;

    public int Bits { get; }

    /// <summary>Floats in one vector: 16, 8 or 4.</summary>
    public int Lanes => Bits / 32;

    /// <summary>The static class, e.g. <c>Vector256</c>.</summary>
    public string Class => $"Vector{Bits}";

    /// <summary>The type, e.g. <c>Vector256&lt;float&gt;</c>.</summary>
    public string Type => $"Vector{Bits}<float>";

    public string Zero => $"{Type}.Zero";

    public string Broadcast(string scalar) => $"{Class}.Create({scalar})";

    public string Load(string reference, string offset) => offset == "0" ? Load(reference) : $"{Class}.LoadUnsafe(ref {reference}, {Offset(offset)})";

    public string Load(string reference) => $"{Class}.LoadUnsafe(ref {reference})";

    public string Store(string value, string reference) => $"{value}.StoreUnsafe(ref {reference})";

    public string Store(string value, string reference, string offset) =>
        offset == "0" ? Store(value, reference) : $"{value}.StoreUnsafe(ref {reference}, {Offset(offset)})";

    /// <summary>A literal converts by itself.</summary>
    private static string Offset(string offset) => offset.All(char.IsDigit) ? offset : $"(nuint)({offset})";

    /// <summary>
    /// left * right + addend. Fused on 512 and 256 bits; on 128 bits the machine may have no FMA, where FusedMultiplyAdd is a slow
    /// software call, so the estimate (fused where free, else multiply and add) is used.
    /// </summary>
    public string MultiplyAdd(string left, string right, string addend) =>
        Bits == 128 ? $"{Class}.MultiplyAddEstimate({left}, {right}, {addend})" : $"{Class}.FusedMultiplyAdd({left}, {right}, {addend})";
}
