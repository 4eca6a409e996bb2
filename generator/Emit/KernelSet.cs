using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Emit;

/// <summary>Where an assembly's kernels come from.</summary>
internal enum KernelSource
{
    /// <summary>Emitted into an optimised assembly, called in Kiln.dll from one compiled for Debug.</summary>
    Auto,

    /// <summary>Always emitted.</summary>
    Emit,

    /// <summary>Called in Kiln.dll where it has them.</summary>
    Library,
}

/// <summary>
/// The kernels that a network asks for. Each key is either one that Kiln.dll has, which is called there, or one that is emitted into
/// the user's assembly. The result does not depend on which: both come from one emitter.
/// </summary>
internal sealed class KernelSet(bool preferLibrary, EquatableArray<string> libraryKernels)
{
    /// <summary>Namespace of the kernels in the user's assembly.</summary>
    public const string EmittedNamespace = "Kiln.Generated";

    /// <summary>Namespace of the kernels in Kiln.dll.</summary>
    public const string LibraryNamespace = "Kiln.Kernels";

    private readonly HashSet<string> _library = [.. libraryKernels];
    private readonly SortedDictionary<string, KernelKey> _emitted = new(StringComparer.Ordinal);

    /// <summary>The keys to emit, by name.</summary>
    public IEnumerable<KernelKey> Emitted => _emitted.Values;

    /// <summary>The class to call for a key, with its namespace.</summary>
    public string ClassOf(KernelKey key)
    {
        if (preferLibrary)
        {
            if (_library.Contains(key.Name)) return $"global::{LibraryNamespace}.{key.Name}";
            // Any row count does for this one: the sums are the same, only the tile may be less well chosen.
            KernelKey general = key with { Rows = 0 };
            if (_library.Contains(general.Name)) return $"global::{LibraryNamespace}.{general.Name}";
        }

        _emitted[key.Name] = key;
        return $"global::{EmittedNamespace}.{key.Name}";
    }
}
