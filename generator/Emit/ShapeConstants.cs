namespace Kiln.Generator.Emit;

/// <summary>The trip counts and strides of all kernel calls of a network, as static fields named after their layers.</summary>
internal sealed class ShapeConstants
{
    private readonly Dictionary<(string Type, string Initializer), string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Type, string Initializer)> _fields = [];

    /// <summary>The fields in the order of their first use.</summary>
    public IEnumerable<(string Name, string Type, string Initializer)> Fields => _fields;

    /// <summary>
    /// The field for a shape; equal shapes share one. A layer's name may begin with a digit, and the user may have a member of any name but Kiln's.
    /// </summary>
    public string Add(string layer, string type, string initializer)
    {
        if (_names.TryGetValue((type, initializer), out string? known)) return known;
        string stem = "Kiln" + Identifiers.Pascal(layer) + type.Substring(type.LastIndexOf('.') + 1).Replace("[]", "s"), name = stem;
        for (int i = 2; !_taken.Add(name); i++) name = stem + SourceWriter.Number(i);
        _fields.Add((name, type, initializer));
        return _names[(type, initializer)] = name;
    }
}
