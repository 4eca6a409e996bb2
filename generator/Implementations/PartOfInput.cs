using Kiln.Generator.Layouts;

namespace Kiln.Generator.Implementations;

/// <summary>An op whose output is memory of its input: a part of it, or all of it under another name. There is nothing to compute.</summary>
internal sealed class PartOfInput : Implementation
{
    public override string Detail => "in place";

    public override bool IsPartOfInput => true;

    public override bool ReadsPart(int input) => true;

    public override bool WritesPart(int output) => true;

    public override string? Title(LaidOutType output) => "view";
}
