namespace Kiln.Generator.Evaluation;

/// <summary>
/// The names under which a network takes and gives its tensors: each is a C# parameter and, with <c>Size</c>, a constant, so that names which differ in the
/// case of their first letter clash too.
/// </summary>
internal sealed class SpanNames
{
    private const string Suffix = "Output", Reserved = "kiln", Default = "output";
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes the name of an input or target; false if it is taken.</summary>
    public bool TryTake(string name) => _taken.Add(PublicTensor.ConstantOf(name));

    /// <summary>Takes names for outputs: the wanted ones, and where there is none <c>output</c>, numbered among several.</summary>
    public IReadOnlyList<string> Take(IReadOnlyList<string?> wanted) =>
        [.. wanted.Select((name, index) => Take(name ?? (wanted.Count == 1 ? Default : FormattableString.Invariant($"{Default}{index + 1}"))))];

    /// <summary>Takes a name for an output: the wanted one, or where that is taken the one with the suffix.</summary>
    public string Take(string wanted)
    {
        while (wanted == Reserved || !TryTake(wanted)) wanted += Suffix;
        return wanted;
    }
}
