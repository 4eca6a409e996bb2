using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Planning;

namespace Kiln.Generator;

/// <summary>From an evaluated network to the files of its class and of the kernels it calls.</summary>
internal static class Compiler
{
    /// <summary>Compiles a complete network.</summary>
    public static EquatableArray<GeneratedFile> Compile(EvaluatedNetwork network, CompileOptions options)
    {
        var kernels = new KernelSet(options);
        GeneratedFile file = NetworkEmitter.Write(network, NetworkPlan.Of(network), kernels);
        return [file, .. kernels.Emitted.Select(KernelFile)];
    }

    private static GeneratedFile KernelFile(KernelKey key) =>
        new($"{KernelSet.EmittedNamespace}.{key.Name}.g.cs", KernelEmitter.Emit(key, KernelSet.EmittedNamespace, "internal"), IsShared: true);
}
