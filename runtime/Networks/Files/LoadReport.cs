using System.Globalization;

namespace Kiln;

/// <summary>The outcome of a Load.</summary>
/// <param name="Loaded">Tensors of the network that got new values.</param>
/// <param name="Missing">Tensors of the network that the file does not hold; empty unless <see cref="LoadOptions.AllowMissing"/>.</param>
/// <param name="Unused">Tensors of the file, by the file's names, that went nowhere.</param>
public sealed record LoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused)
{
    /// <summary>For example <c>3 tensors loaded, 1 missing ('fc.bias'), 0 unused</c>; of a long list the first names.</summary>
    public override string ToString()
    {
        string tensors = Loaded.Count == 1 ? "tensor" : "tensors";
        return string.Create(CultureInfo.InvariantCulture, $"{Loaded.Count} {tensors} loaded, {Counted(Missing, "missing")}, {Counted(Unused, "unused")}");
    }

    private static string Counted(IReadOnlyList<string> names, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{names.Count} {what}{(names.Count == 0 ? "" : $" ({FileText.Names(names)})")}");
}
