namespace Kiln.Generator.Ops;

/// <summary>y = min(max(x, 0), 6) (Krizhevsky 2010).</summary>
internal static class ReLU6
{
    public static Layer Layer { get; } = new("ReLU6", call => call.Add(new HardTanh(0, 6), call.Input()));
}
