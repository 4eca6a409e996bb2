namespace Kiln.Generator.Layouts;

/// <summary>One matrix to pack: B[k][n] = weights[Start + Rows(k) + Columns(n)].</summary>
internal sealed record WeightBlock(long Start, PackAxis Rows, PackAxis Columns);

/// <summary>
/// Weights as a kernel reads them, made when weights change: for the GEMM kernels panels of 32 columns, [panel][k][32], the last one 16
/// wide where 16 do; for planar convolutions the plain rows [k][n]. Several blocks are groups, or phases of a strided gradient.
/// </summary>
internal sealed record PackWeights(bool Panels, EquatableArray<WeightBlock> Blocks) : CopyOp(WorksOnParameters: true), IPackOp
{
    protected internal override string Detail =>
        FormattableString.Invariant($"{(Panels ? "panels" : "taps")}, {Blocks.Count} of {Blocks[0].Rows.Count} x {Blocks[0].Columns.Count}");

    public long PackedFloats => OffsetOf(Blocks.Count);

    /// <summary>Where block <paramref name="index"/> begins.</summary>
    public long OffsetOf(int index)
    {
        long offset = 0;
        for (int i = 0; i < index; i++)
            offset += Geometry.Align(Blocks[i].Rows.Count * (Panels ? Geometry.Align(Blocks[i].Columns.Count) : Blocks[i].Columns.Count));
        return offset;
    }

    private const string Packed = "the order of packed weights is that of the kernels, which read them in the tests of layers";

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("panels", new PackWeights(true, [new WeightBlock(0, PackAxis.Of(33, 35), PackAxis.Of(35, 1))]), OpCase.Fixed(35, 33)) { WithoutNetwork = Packed },
        new("rows", new PackWeights(false, [new WeightBlock(0, PackAxis.Of(27, 5), PackAxis.Of(5, 1))]), OpCase.Fixed(5, 3, 3, 3)) { WithoutNetwork = Packed },
    ];
}
