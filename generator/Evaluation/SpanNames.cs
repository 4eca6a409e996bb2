namespace Kiln.Generator.Evaluation;

/// <summary>
/// The names under which a network takes and gives its tensors: each is a C# parameter and, with <c>Size</c>, a constant, so that names which differ in the case of their
/// first letter clash too.
/// </summary>
internal sealed class SpanNames
{
    private const string Suffix = "Output", Reserved = "kiln";
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes the name of an input or target; false where it is taken.</summary>
    public bool TryTake(string name) => _taken.Add(PublicTensor.ConstantOf(name));

    /// <summary>Takes a name for an output: the wanted one, or where that is taken the one with the suffix.</summary>
    public string Take(string wanted)
    {
        while (wanted == Reserved || !TryTake(wanted)) wanted += Suffix;
        return wanted;
    }
}
