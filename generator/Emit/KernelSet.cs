using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Emit;

/// <summary>
/// The kernels that a network asks for. Each key is either one that Kiln.dll has, which is called there, or one that is emitted into
/// the user's assembly. The result does not depend on which: both come from one emitter.
/// </summary>
internal sealed class KernelSet(CompileOptions options)
{
    /// <summary>Namespace of the kernels in the user's assembly.</summary>
    public const string EmittedNamespace = "Kiln.Generated";

    /// <summary>Namespace of the kernels in Kiln.dll.</summary>
    public const string LibraryNamespace = "Kiln.Kernels";

    private readonly SortedDictionary<string, KernelKey> _emitted = new(StringComparer.Ordinal);

    /// <summary>The keys to emit, by name.</summary>
    public IEnumerable<KernelKey> Emitted => _emitted.Values;

    /// <summary>The class to call for a key, with its namespace.</summary>
    public string ClassOf(KernelKey key)
    {
        // Any row count does for the general key: the sums are the same, only the tile may be less well chosen.
        foreach (string name in new[] { key.Name, (key with { Rows = 0 }).Name })
            if (options.UsesLibrary(name)) return $"global::{LibraryNamespace}.{name}";
        _emitted[key.Name] = key;
        return $"global::{EmittedNamespace}.{key.Name}";
    }
}
