namespace Kiln.Generator.Emit;

/// <summary>C# names made from the user's.</summary>
internal static class Identifiers
{
    /// <summary><c>body.conv2d1.gradient</c> becomes <c>BodyConv2d1Gradient</c>.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('.', '_', '-', ' ').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
