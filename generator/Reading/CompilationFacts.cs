using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Generator.Reading;

/// <summary>The few facts of a whole compilation that emission depends on.</summary>
internal sealed record CompilationFacts(bool IsOptimized, bool AllowsRefStructs, EquatableArray<string> LibraryKernels)
{
    private const string Library = "Kiln";
    private const string KernelNamespace = "Kernels";

    // A referenced assembly's symbol lives on from edit to edit, so its names are listed once.
    private static readonly ConditionalWeakTable<IAssemblySymbol, StrongBox<EquatableArray<string>>> Names = new();

    public static CompilationFacts Of(Compilation compilation)
    {
        IAssemblySymbol? library = compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(assembly => assembly.Name == Library);
        return new CompilationFacts(
            compilation.Options.OptimizationLevel == OptimizationLevel.Release,
            compilation is CSharpCompilation { LanguageVersion: >= LanguageVersion.CSharp13 },
            library is null ? [] : Names.GetValue(library, assembly => new(KernelsOf(assembly))).Value);
    }

    private static EquatableArray<string> KernelsOf(IAssemblySymbol library)
    {
        INamespaceSymbol? kernels = library.GlobalNamespace.GetNamespaceMembers().FirstOrDefault(space => space.Name == Library)?
            .GetNamespaceMembers().FirstOrDefault(space => space.Name == KernelNamespace);
        return kernels is null
            ? []
            : kernels.GetTypeMembers().Where(type => type.IsStatic).Select(type => type.Name).OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray();
    }
}
