namespace Kiln.Generator.Layouts;

/// <summary>The ops that change where values lie and no value: passes put them in between others.</summary>
internal static class LayoutTable
{
    public static IReadOnlyList<OpRow> Ops { get; } = OpRow.Of(typeof(Convert), typeof(PackVector), typeof(PackWeights));
}
