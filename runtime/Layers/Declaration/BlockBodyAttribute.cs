using System.ComponentModel;

namespace Kiln;

/// <summary>
/// A block, or a method that blocks use, as Kiln writes it into a library, so that projects without its source can evaluate it. Kiln writes and
/// reads these; your code does not need them.
/// </summary>
/// <param name="member">The name of the block or method.</param>
/// <param name="body">What it does, in Kiln's own notation.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BlockBodyAttribute(string member, string body) : Attribute
{
    /// <summary>The name of the block or method.</summary>
    public string Member { get; } = member;

    /// <summary>What it does, in Kiln's own notation.</summary>
    public string Body { get; } = body;
}
