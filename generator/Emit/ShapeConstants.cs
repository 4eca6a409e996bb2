namespace Kiln.Generator.Emit;

/// <summary>The trip counts and strides of all kernel calls of a network, as static fields named after their layers.</summary>
internal sealed class ShapeConstants
{
    private static readonly string[] s_separators = [", "];

    private readonly Dictionary<(string Type, string Initializer), string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Type, string Initializer)> _fields = [];

    /// <summary>Writes the fields in the order of their first use.</summary>
    public void Write(SourceWriter writer)
    {
        if (_fields.Count > 0) writer.Line();
        foreach ((string name, string type, string initializer) in _fields)
        {
            bool isArray = type.EndsWith("[]", StringComparison.Ordinal);
            string value = isArray ? $"[{initializer}]" : $"new() {{ {initializer} }}", line = $"private static readonly {type} {name} = {value};";
            if (isArray || line.Length <= SourceWriter.LongestLine)
            {
                writer.Line(line);
                continue;
            }

            using SourceWriter.Scope fields = writer.Block($"private static readonly {type} {name} = new()", ";");
            writer.List(initializer.Split(s_separators, StringSplitOptions.None));
        }
    }

    /// <summary>
    /// The field for a shape; equal shapes share one. A layer's name may begin with a digit, and the user may have a member of any name but Kiln's.
    /// </summary>
    public string Add(string layer, string type, string initializer)
    {
        if (_names.TryGetValue((type, initializer), out string? known)) return known;
        string stem = "Kiln" + Identifiers.Pascal(LayerPath.LocalOf(layer)) + type.Substring(type.LastIndexOf('.') + 1).Replace("[]", "s");
        string name = Identifiers.Numbered(stem).First(_taken.Add);
        _fields.Add((name, type, initializer));
        return _names[(type, initializer)] = name;
    }
}
