namespace Kiln.Generator.Emit.Kernels;

/// <summary>
/// The vocabulary of one vector width, so that a kernel is written once and printed for Vector512, Vector256 and Vector128.
/// Every kernel has the three bodies and picks one by IsHardwareAccelerated, a constant to the JIT.
/// </summary>
internal sealed class VectorText
{
    public static readonly VectorText V256 = new(256);

    /// <summary>Widest first: the order in which a kernel tests for hardware.</summary>
    public static IReadOnlyList<VectorText> Widths { get; } = [new(512), V256, new(128)];

    private VectorText(int bits) => Bits = bits;
    public int Bits { get; }

    /// <summary>The body that Run picks on machines of this width; internal so that tests reach it on every machine.</summary>
    public string Run => $"Run{Bits}";

    public string RunComment => $"The body for vectors of {Bits} bits.";

    /// <summary>Floats in one vector: 16, 8 or 4.</summary>
    public int Lanes => Bits / 32;

    /// <summary>The static class, e.g. <c>Vector256</c>.</summary>
    public string Class => $"Vector{Bits}";

    /// <summary>The type, e.g. <c>Vector256&lt;float&gt;</c>.</summary>
    public string Type => $"Vector{Bits}<float>";

    public string Zero => $"{Type}.Zero";
    public string Broadcast(string scalar) => $"{Class}.Create({scalar})";
    public string Load(string reference, string offset = "0") => $"{Class}.LoadUnsafe(ref {reference}{Offset(offset)})";
    public string Store(string value, string reference, string offset) => $"{value}.StoreUnsafe(ref {reference}{Offset(offset)})";

    /// <summary>The place of a vector that follows others.</summary>
    public string At(string first, int vectors) => vectors == 0 ? first : $"{first} + {vectors * Lanes}";

    /// <summary>A literal converts by itself.</summary>
    private static string Offset(string offset) => offset == "0" ? "" : offset.All(char.IsDigit) ? $", {offset}" : $", (nuint)({offset})";

    /// <summary>
    /// left * right + addend. Fused on 512 and 256 bits; on 128 bits the machine may have no FMA, where FusedMultiplyAdd is a slow
    /// software call, so the estimate (fused where free, else multiply and add) is used.
    /// </summary>
    public string MultiplyAdd(string left, string right, string addend) =>
        Bits == 128 ? $"{Class}.MultiplyAddEstimate({left}, {right}, {addend})" : $"{Class}.FusedMultiplyAdd({left}, {right}, {addend})";

    /// <summary>
    /// The source channels that the lanes read in a convolution by groups of 1, 2, 4 or 8 channels: every lane channel <paramref name="member"/> of its own
    /// group. <paramref name="pixel"/> is the vector's first channel in memory, or, for groups wider than a vector, the group's; <paramref name="loaded"/> is
    /// the vector from there.
    /// </summary>
    public string GroupMember(int size, int member, string pixel, string loaded)
    {
        if (size == 1) return loaded;
        if (size >= Lanes) return Broadcast($"Unsafe.Add(ref {pixel}, {member})");
        IEnumerable<int> lanes = Enumerable.Range(0, Lanes).Select(lane => (lane / size * size) + member);
        return $"{Class}.Shuffle({loaded}, {Class}.Create({string.Join(", ", lanes)}))";
    }
}
