using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>
/// An op whose output is memory of its input, a part of it or all of it under another name, so that there is nothing to compute; <paramref name="copy"/> would
/// have computed it elsewhere.
/// </summary>
internal sealed class PartOfInput(Implementation copy) : Implementation(Traits.ByStrides, View)
{
    /// <summary>What a table of layers calls it.</summary>
    public const string View = "view";

    public override string Detail => "in place";

    public override bool IsPartOfInput => true;

    public override MemoryOrder? InputOrder(int input, LaidOutTypes types) => copy.InputOrder(input, types);

    public override MemoryOrder OutputOrder(int output, LaidOutTypes types) => copy.OutputOrder(output, types);
}
