namespace Kiln.Generator.Ops;

/// <summary>A map as one vector in C, H, W order: a <see cref="Reshape"/>.</summary>
internal static class Flatten
{
    public static Layer Layer { get; } = new("Flatten", call => call.Add(new Reshape([call.InputShape().ElementCount]), call.Input()));
}
