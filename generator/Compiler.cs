using Kiln.Generator.Evaluation;

namespace Kiln.Generator;

/// <summary>From an evaluated network to the files of its class and of the kernels it calls.</summary>
internal static class Compiler
{
    /// <summary>Compiles a complete network.</summary>
    public static EquatableArray<GeneratedFile> Compile(EvaluatedNetwork network, CompileOptions options) => [];
}
