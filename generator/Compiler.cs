using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Faults;
using Kiln.Generator.Planning;

namespace Kiln.Generator;

/// <summary>From an evaluated network to the files of its class and of the kernels it calls.</summary>
internal static class Compiler
{
    /// <summary>Compiles a complete network.</summary>
    public static EquatableArray<GeneratedFile> Compile(EvaluatedNetwork network, CompileOptions options)
    {
        var kernels = new KernelSet(options);
        NetworkPlan plan = Fault.Note("planning", () => NetworkPlan.Of(network));
        GeneratedFile file = Fault.Note("writing", () => NetworkEmitter.Write(network, plan, kernels));
        return [file, .. kernels.Emitted.Select(key => KernelFile(key, options))];
    }

    private static GeneratedFile KernelFile(KernelKey key, CompileOptions options) =>
        new($"{KernelSet.EmittedNamespace}.{key.Name}.g.cs", KernelEmitter.Emit(key, KernelSet.EmittedNamespace, "internal", options.AllowsRefStructs), IsShared: true);
}
