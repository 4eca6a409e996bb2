namespace Kiln;

/// <summary>
/// Which tensors of a file go where in a network. A name loses <see cref="Prefix"/>, passes <see cref="Rename"/>, then gets <see cref="Into"/> in front.
/// </summary>
public sealed record LoadOptions
{
    /// <summary>Only names of the file that start with this are used, and lose it; write the dot: <c>"body."</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Put before every name, to load into a part of the network; write the dot: <c>"body."</c>.</summary>
    public string Into { get; init; } = "";

    /// <summary>Accepts a file that lacks tensors of the network: they keep their values and the report lists them.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Translates names of the file into this network's; null skips the tensor.</summary>
    public Func<string, string?>? Rename { get; init; }
}
