namespace Kiln.Generator.Layouts;

/// <summary>An op that packs weights for a kernel: what it writes is larger than its logical value.</summary>
internal interface IPackOp
{
    /// <summary>Floats of the packed form.</summary>
    long PackedFloats { get; }
}
