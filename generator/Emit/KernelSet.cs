using Kiln.Generator.Steps;
using Kiln.Generator.Emit.Kernels;

namespace Kiln.Generator.Emit;

/// <summary>
/// The kernels and element-wise steps that a network asks for: those of Kiln.dll, or copies in the user's assembly. Both come from the same emitters.
/// </summary>
internal sealed class KernelSet(CompileOptions options)
{
    /// <summary>Namespace of the kernels in the user's assembly.</summary>
    public const string EmittedNamespace = "Kiln.Generated";

    /// <summary>Namespace of the kernels in Kiln.dll.</summary>
    public const string LibraryNamespace = "Kiln.Kernels";

    /// <summary>The beginning of the name of everything in Kiln.dll that only generated code uses.</summary>
    public const string Library = "global::" + LibraryNamespace + ".";

    /// <summary>
    /// The version of the kernels and of their arguments, which generated networks state; Kiln.dll refuses another one than its own. It goes up with every
    /// change after which code that was generated before would call a kernel wrongly.
    /// </summary>
    public const int Version = 5;

    /// <summary>Follows the namespace of kernels where the structs of element-wise steps are meant.</summary>
    public const string Steps = ".Steps";

    private readonly SortedDictionary<string, Func<GeneratedFile>> _emitted = new(StringComparer.Ordinal);

    public CompileOptions Options => options;
    private bool Emits => options.Kernels == KernelSource.Emit;
    private string Namespace => Emits ? EmittedNamespace : LibraryNamespace;

    /// <summary>The files to add to the user's assembly, by name.</summary>
    public IEnumerable<GeneratedFile> Emitted => _emitted.Values.Select(file => file());

    /// <summary>The class of a kernel, with its namespace.</summary>
    public string ClassOf(KernelKey key)
    {
        if (Emits) _emitted[KernelEmitter.FileOf(key)] = () => FileOf(key, EmittedNamespace, "internal");
        return $"global::{Namespace}.{key.Name}";
    }

    /// <summary>The struct of an element-wise step, with its namespace.</summary>
    public string StructOf(StepKey key)
    {
        if (Emits) _emitted[Steps + key.Name] = () => FileOf(key, EmittedNamespace, "internal");
        return $"global::{Namespace}{Steps}.{key.Name}";
    }

    public static GeneratedFile FileOf(KernelKey key, string @namespace, string accessibility) =>
        new($"{@namespace}.{KernelEmitter.FileOf(key)}.g.cs", KernelEmitter.Emit(key, @namespace, accessibility), IsShared: true);

    public static GeneratedFile FileOf(StepKey key, string @namespace, string accessibility) =>
        new($"{@namespace}{Steps}.{key.Name}.g.cs", StepEmitter.Emit(key, @namespace + Steps, accessibility), IsShared: true);
}
