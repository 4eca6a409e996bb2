using Kiln.Generator.Steps;
using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using Kiln.Generator.Emit.Kernels;
using Kiln.Kernels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>
/// Calls a kernel's Run: every <c>ref float</c> in order is <c>buffers[i]</c> from <c>offsets[i]</c>, every <c>float</c> in order
/// is <c>scalars[i]</c>, a <c>bool</c> is <paramref name="flag"/>, every integer in order is <c>numbers[i]</c>.
/// </summary>
internal delegate void KernelCall<TShape>(float[][] buffers, int[] offsets, float[] scalars, long[] numbers, bool flag, TShape shape);

/// <summary>Compiles emitted kernels in memory the way a strict user's project would: overflow checks on, warnings as errors, documentation demanded.</summary>
internal static class KernelCompiler
{
    /// <summary>The bodies that every kernel has; all run on every machine, slowly where the hardware lacks the width.</summary>
    public static readonly string[] Bodies = ["Run512", "Run256", "Run128"];

    /// <summary>
    /// The bodies to run in round <paramref name="round"/> of a loop over random cases. Where vectors of 512 bits are emulated, compiling and running
    /// them takes most of the time, so every fifth round has them.
    /// </summary>
    public static string[] BodiesOf(int round) => Vector512.IsHardwareAccelerated || round % 5 == 0 ? Bodies : Bodies[1..];

    private static readonly ConcurrentDictionary<KernelUse, Type> s_callers = new();
    private static readonly ConcurrentDictionary<KernelKey, Type> s_classes = new();

    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(GemmShape).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>The compiled class of <paramref name="key"/>.</summary>
    private static Type Compile(KernelKey key) => s_classes.GetOrAdd(
        key, static key => Compile(KernelEmitter.Emit(key, "Kiln.Generated", "internal")).GetType("Kiln.Generated." + key.Name, throwOnError: true)!);

    /// <summary>The compiled class that calls a kernel with its epilogue.</summary>
    private static Type Compile(KernelUse use) =>
        s_callers.GetOrAdd(use, static use => Compile(use.Sources).GetType("Kiln.Generated.Caller", throwOnError: true)!);

    /// <summary>Compiles files, or throws with the errors and the numbered source of the first.</summary>
    public static Assembly Compile(params string[] sources)
    {
        CSharpParseOptions parsing = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, allowUnsafe: false,
            generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Kernel" + Guid.NewGuid().ToString("N"), sources.Select(source => CSharpSyntaxTree.ParseText(source, parsing)), s_references.Value, options);
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        string errors = string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10));
        if (errors.Length > 0)
            throw new InvalidOperationException(errors + "\n" + string.Join('\n', sources[0].Split('\n').Select((line, index) => $"{index + 1,4} {line}")));
        return Assembly.Load(image.ToArray());
    }

    /// <summary>The method <paramref name="body"/> (Run, Run512, Run256 or Run128) of the kernel as something tests can call on arrays.</summary>
    public static KernelCall<TShape> Method<TShape>(KernelKey key, string body = "Run") => Method<TShape>(Compile(key), body);

    /// <summary>The same of a kernel that is handed an epilogue, whose operands and scalars follow the kernel's own.</summary>
    public static KernelCall<TShape> Method<TShape>(KernelUse use, string body = "Run") => Method<TShape>(Compile(use), body);

    private static KernelCall<TShape> Method<TShape>(Type owner, string body)
    {
        MethodInfo method = owner.GetMethod(body, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(owner.Name, body);
        DynamicMethod caller = new(
            body, null, [typeof(float[][]), typeof(int[]), typeof(float[]), typeof(long[]), typeof(bool), typeof(TShape)], typeof(KernelCompiler).Module,
            skipVisibility: true);
        ILGenerator code = caller.GetILGenerator();
        int buffers = 0, scalars = 0, numbers = 0;
        foreach (System.Reflection.ParameterInfo parameter in method.GetParameters())
        {
            Type type = parameter.ParameterType;
            if (type == typeof(float).MakeByRefType())
            {
                code.Emit(OpCodes.Ldarg_0);
                code.Emit(OpCodes.Ldc_I4, buffers);
                code.Emit(OpCodes.Ldelem_Ref);
                code.Emit(OpCodes.Ldarg_1);
                code.Emit(OpCodes.Ldc_I4, buffers++);
                code.Emit(OpCodes.Ldelem_I4);
                code.Emit(OpCodes.Ldelema, typeof(float));
            }
            else if (type == typeof(float))
            {
                code.Emit(OpCodes.Ldarg_2);
                code.Emit(OpCodes.Ldc_I4, scalars++);
                code.Emit(OpCodes.Ldelem_R4);
            }
            else if (type == typeof(bool))
            {
                code.Emit(OpCodes.Ldarg, 4);
            }
            else if (type == typeof(TShape) || type == typeof(TShape).MakeByRefType())
            {
                code.Emit(type.IsByRef ? OpCodes.Ldarga : OpCodes.Ldarg, 5);
            }
            else
            {
                code.Emit(OpCodes.Ldarg_3);
                code.Emit(OpCodes.Ldc_I4, numbers++);
                code.Emit(OpCodes.Ldelem_I8);
                code.Emit(type == typeof(int) ? OpCodes.Conv_I4 : OpCodes.Conv_I);
            }
        }

        code.Emit(OpCodes.Call, method);
        code.Emit(OpCodes.Ret);
        return caller.CreateDelegate<KernelCall<TShape>>();
    }
}
