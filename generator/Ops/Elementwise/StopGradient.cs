namespace Kiln.Generator.Ops;

/// <summary>y = x, and no gradient flows back through it. Gone before memory is planned.</summary>
internal sealed record StopGradient() : CopyOp(WorksOnParameters: true)
{
    public static IEnumerable<OpCase> Cases => OpCase.EachRank(new StopGradient()).Select(item => item with { WithoutGradient = "it stops gradients" });
}
