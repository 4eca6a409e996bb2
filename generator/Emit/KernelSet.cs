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

    /// <summary>
    /// Whether the kernel runs its element-wise steps itself. Kiln.dll has each product plain and each step as a loop of its own: a build
    /// that calls Kiln.dll runs one behind the other, which gives the same bits.
    /// </summary>
    public bool Fuses(KernelKey key) => (options.AllowsRefStructs || !HoldsReferences(key)) && FusesAtAll(key);

    /// <summary>A product hands its steps to the plain kernel as a struct, with references where they have operands.</summary>
    private static bool HoldsReferences(KernelKey key) => key.Family == KernelFamily.Gemm && key.Epilogue.Any(step => step.Operands > 0);

    private bool FusesAtAll(KernelKey key) =>
        key.Epilogue.Count == 0 || Has(key) || !Has(key with { Epilogue = [] }) || !key.Epilogue.All(step => IsLibrary(Loop([step])));

    /// <summary>Whether a chain of element-wise steps is one loop: always where it is emitted.</summary>
    public bool FusesLoop(KernelKey chain) => IsLibrary(chain) || !chain.Epilogue.All(step => IsLibrary(Loop([step])));

    /// <summary>The key of a loop over element-wise steps.</summary>
    public static KernelKey Loop(IEnumerable<ElementwiseText> steps) => new(KernelFamily.Elementwise, 0, false, steps.ToEquatableArray());

    /// <summary>Whether Kiln.dll has the kernel and it is called there.</summary>
    public bool IsLibrary(KernelKey key) => options.UsesLibrary(key.Name) || (key.IsGeneral && options.MayCall(key.Name));

    /// <summary>The key of a loop over rows; <paramref name="numbers"/> as in <see cref="KernelKey.Numbers"/>.</summary>
    public static KernelKey RowLoop(IEnumerable<ElementwiseText> steps, int numbers) =>
        new(KernelFamily.ElementwiseRows, 0, false, steps.ToEquatableArray()) { Numbers = numbers };

    private bool Has(KernelKey key) => IsLibrary(key) || options.UsesLibrary(AnyRows(key).Name);

    /// <summary>The kernel for any number of rows: its sums are the same, only its tile may be less well chosen.</summary>
    private static KernelKey AnyRows(KernelKey key) => key with { Rows = 0 };

    /// <summary>The class to call for a key, with its namespace.</summary>
    public string ClassOf(KernelKey key)
    {
        if (Has(key)) return $"global::{LibraryNamespace}.{(IsLibrary(key) ? key : AnyRows(key)).Name}";
        _emitted[key.Name] = key;
        if (key.NeedsPlain && !IsLibrary(key.Plain)) _emitted[key.Plain.Name] = key.Plain;
        return $"global::{EmittedNamespace}.{key.Name}";
    }
}
