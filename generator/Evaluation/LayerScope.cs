namespace Kiln.Generator.Evaluation;

/// <summary>
/// The names of one scope: the network itself, or one block. An unnamed layer is called by its kind and the ordinal of that kind, counting named ones, so that
/// naming a layer renames no other; scopes join with a dot.
/// </summary>
internal sealed class LayerScope(string path)
{
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The full name of the next layer of a kind, or null if its name is taken.</summary>
    public string? Claim(string kind, string? name)
    {
        int ordinal = _ordinals.TryGetValue(kind, out int last) ? last + 1 : 1;
        _ordinals[kind] = ordinal;
        string local = name ?? kind.ToLowerInvariant() + ordinal.ToString(CultureInfo.InvariantCulture);
        return !_taken.Add(local) ? null : path.Length == 0 ? local : path + "." + local;
    }

    /// <summary>Names are parts of keys that scopes join with dots: letters, digits, '_' and '-'.</summary>
    public static bool IsValid(string name) => name.Length > 0 && name.All(IsValid);

    /// <summary>The name with '_' for every character that it cannot have.</summary>
    public static string Valid(string name) => string.Concat(name.Select(character => IsValid(character) ? character : '_'));

    private static bool IsValid(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';
}
