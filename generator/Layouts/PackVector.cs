namespace Kiln.Generator.Layouts;

/// <summary>A bias as the kernels read it: the same numbers, padded with zeros to a multiple of 16.</summary>
internal sealed record PackVector(int Length) : CopyOp(WorksOnParameters: true), IPackOp
{
    public long PackedFloats => Geometry.Align(Length);

    public static IReadOnlyList<OpCase> Cases => [new("a vector and a bit", new PackVector(19), OpCase.Fixed(19))];
}
