namespace Kiln.Compiler.Tests.Footprints;

/// <summary>Bytes of a region that follow each other.</summary>
internal readonly record struct Run(Region Region, int Start, int Length)
{
    public int End => Start + Length;

    public Span<byte> Of(Span<byte> memory) => memory.Slice(Start, Length);

    public override string ToString() =>
        FormattableString.Invariant($"{Length / sizeof(float)} floats from {(Start - Region.Origin) / sizeof(float)} of {Region.Name}");
}
