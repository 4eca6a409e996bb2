using System.Reflection;
using System.Runtime.Loader;
using Kiln.Generator.Emit;
using Kiln.Generator.Emit.Kernels;
using Kiln.Kernels;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>Compiles one kernel class in memory, as strictly as a user's project may: overflow checks on, any warning fails.</summary>
internal sealed class EmittedClass
{
    private static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(PoolShape).Assembly.Location).Distinct().Select(path => MetadataReference.CreateFromFile(path))];

    private readonly Type _type;

    public EmittedClass(Action<SourceWriter> members)
    {
        SourceWriter writer = new();
        foreach (string name in KernelMethods.Usings) writer.Line($"using {name};");
        writer.Line();
        writer.Line("namespace Emitted;");
        writer.Line();
        using (writer.Block("internal static class Kernel")) members(writer);
        Text = writer.ToString();

        CSharpCompilation compilation = CSharpCompilation.Create(
            "Emitted" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(Text)],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, warningLevel: 9999));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        string[] messages = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
        Assert.True(messages.Length == 0, string.Join('\n', messages) + "\n" + Text);
        image.Position = 0;
        _type = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image).GetType("Emitted.Kernel")!;
    }

    public string Text { get; }

    /// <summary>The method as a delegate: Run, or one width's body.</summary>
    public T Method<T>(string name)
        where T : Delegate => _type.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<T>();
}
