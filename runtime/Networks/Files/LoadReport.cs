namespace Kiln;

/// <summary>What a Load did.</summary>
/// <param name="Loaded">Tensors of the network that got new values.</param>
/// <param name="Missing">Tensors of the network that the file does not hold; empty unless <see cref="LoadOptions.AllowMissing"/>.</param>
/// <param name="Unused">Tensors of the file, by the file's names, that went nowhere.</param>
public sealed record LoadReport(IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unused);
