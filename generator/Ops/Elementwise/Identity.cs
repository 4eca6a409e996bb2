namespace Kiln.Generator.Ops;

/// <summary>y = x: a place without an activation. It adds no node.</summary>
internal static class Identity
{
    public static Layer Layer { get; } = new("Identity", call => call.Input());
}
