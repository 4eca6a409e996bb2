using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Passes;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Evaluation.Language.Serialization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>
/// Emitted files mean the same in any context: each is compiled among types, namespaces, aliases and global usings that have every simple name which
/// occurs in it and is not declared in it.
/// </summary>
public sealed class HostileNamesTests
{
    private const int Chunks = 4;

    /// <summary>Words that are C#'s own where no type has their name; the compiler warns of such types (CS8981).</summary>
    private static readonly string[] s_words = ["global", "nint", "nuint", "var", "nameof"];

    /// <summary>The namespace of emitted kernels, which is Kiln's own.</summary>
    private const string Generated = "Generated";

    private static readonly string[] s_names = [.. NetworkTable.All.Select(network => network.Name), .. GraphTable.All.Keys];

    public static TheoryData<int> ChunkNumbers => [.. Enumerable.Range(0, Chunks)];

    /// <summary>Types beside the network, namespaces around it, and global aliases.</summary>
    [Theory, MemberData(nameof(ChunkNumbers))]
    public void Types_and_namespaces_around_a_network_change_nothing(int chunk) => Check(chunk, "Acme.Vision", "", names => $$"""
        {{Each(names, name => $"global using {name} = global::Hostile.Thing;")}}
        namespace Hostile { public static class Thing; }
        namespace Acme { {{Each(names, name => $"namespace {name} {{ internal static class Thing; }}")}} }
        namespace Acme.Vision { {{Each(names, name => $"internal static class {name};")}} }
        """);

    /// <summary>Types in the global namespace and in Kiln's, and what global static usings bring.</summary>
    [Theory, MemberData(nameof(ChunkNumbers))]
    public void Types_of_the_global_namespace_change_nothing(int chunk) => Check(chunk, "", "", names => $$"""
        global using static global::Hostile.Statics;
        namespace Hostile { public static class Statics { {{Each(names, name => $"public static class {name};")}} } }
        namespace Kiln { {{Each(names.Where(name => name != Generated && !Exists("Kiln", name)), name => $"internal static class {name};")}} }
        {{Each(names.Where(name => !Exists("", name)), name => $"internal static class {name};")}}
        """);

    /// <summary>Nested types of the network and of the class around it.</summary>
    [Theory, MemberData(nameof(ChunkNumbers))]
    public void Nested_types_change_nothing(int chunk) => Check(chunk, "Acme", "Outer", names =>
        $"namespace Acme {{ partial class Outer {{ {Each(names, name => $"internal static class {name};")} }} }}", nested: true);

    private static void Check(int chunk, string space, string outer, Func<IReadOnlyCollection<string>, string> hostile, bool nested = false)
    {
        string[] chosen = [.. s_names.Where((_, index) => index % Chunks == chunk)];
        int step = Math.Max(1, chosen.Length / TestLevel.Count(quick: 4, full: chosen.Length));
        List<SyntaxTree> emitted = [];
        List<string> own = [];
        HashSet<string> names = new(StringComparer.Ordinal), files = new(StringComparer.Ordinal);
        foreach (string name in chosen.Where((_, index) => index % step == 0))
        {
            EvaluatedNetwork network = NetworkOf(name, space, outer);
            foreach (GeneratedFile file in FilesOf(network, own.Count % 2 == 0).Where(file => files.Add(file.HintName)))
            {
                SyntaxTree tree = CSharpSyntaxTree.ParseText(file.Text, TestCompilation.ParseOptions, file.HintName);
                emitted.Add(tree);
                (HashSet<string> used, HashSet<string> declared) = NamesIn(tree);
                names.UnionWith(used.Except(declared));
                string members = nested && !file.IsShared
                    ? Each(used.Except(declared).Except([.. s_words, "Build"]), member => $"private static class {member};")
                    : "";
                if (!file.IsShared && file.HintName.StartsWith(network.Identity.MetadataName, StringComparison.Ordinal))
                    own.Add(PartOf(network, file, members));
            }
        }

        emitted.Add(CSharpSyntaxTree.ParseText(
            Assert.Single(LibraryEmitter.Write([new LibraryBody("key", "text")])).Text, TestCompilation.ParseOptions, "Blocks.cs"));
        names.ExceptWith([
            .. s_words,
            .. emitted.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()).Select(type => type.Identifier.ValueText),
        ]);
        string[] sources = [hostile(names), .. own];
        CSharpCompilation compilation = CSharpCompilation.Create("Hostile",
            [.. sources.Select(source => CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions)), .. emitted], TestCompilation.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string[] errors = [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Explain)];
        Assert.True(errors.Length == 0, string.Join('\n', errors.Take(20)));
    }

    private static string Explain(Diagnostic error) =>
        $"{error}: {error.Location.SourceTree?.GetText().Lines.GetLineFromPosition(error.Location.SourceSpan.Start)}";

    /// <summary>The network with all programs that it can have, a graph method and a stack.</summary>
    private static EvaluatedNetwork NetworkOf(string name, string space, string outer)
    {
        EvaluatedNetwork network = NetworkCompiler.NetworkOf(LoweringTests.SourceOf(name), name, ReferenceRun.AllDemands(LoweringTests.SourceOf(name)));
        return network with
        {
            Identity = new NetworkIdentity(name, space, outer.Length > 0 ? [$"partial class {outer}"] : [], name),
            GraphMethods = ["Build"],
            PartialMethods = ["private static partial global::Kiln.Node Stack(global::Kiln.Node x)"],
        };
    }

    /// <summary>The network with its kernels, emitted or called in Kiln.dll, and a stub under another name.</summary>
    private static IEnumerable<GeneratedFile> FilesOf(EvaluatedNetwork network, bool emitsKernels)
    {
        NetworkIdentity stub = network.Identity with { Name = network.Identity.Name + "Stub", MetadataName = network.Identity.MetadataName + "Stub" };
        return [
            .. Kiln.Generator.Compiler.Compile(network, new CompileOptions(emitsKernels ? KernelSource.Emit : KernelSource.Library)),
            StubWriter.Write(network with { Identity = stub }),
        ];
    }

    /// <summary>The user's part of a network.</summary>
    private static string PartOf(EvaluatedNetwork network, GeneratedFile file, string members)
    {
        string name = file.HintName.Split('.')[0];
        string part =
            $"partial class {name} {{ private static void Build() {{ }} private static partial global::Kiln.Node Stack(global::Kiln.Node x); {members} }}";
        if (network.Identity.OuterTypes.Count > 0) part = $"{network.Identity.OuterTypes[0]} {{ {part} }}";
        return network.Identity.Namespace.Length > 0 ? $"namespace {network.Identity.Namespace} {{ {part} }}" : part;
    }

    /// <summary>The simple names of a file: those that it uses, and those that it declares.</summary>
    private static (HashSet<string> Used, HashSet<string> Declared) NamesIn(SyntaxTree tree)
    {
        HashSet<string> used = new(StringComparer.Ordinal), declared = new(StringComparer.Ordinal);
        foreach (SyntaxToken token in tree.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
            (token.Parent is SimpleNameSyntax and not { Parent: NameEqualsSyntax { Parent: UsingDirectiveSyntax } } ? used : declared).Add(token.ValueText);
        return (used, declared);
    }

    private static bool Exists(string space, string name) =>
        CSharpCompilation.Create("References", [], TestCompilation.References) is var references
        && (space.Length == 0 ? references.GlobalNamespace : references.GlobalNamespace.GetNamespaceMembers().Single(member => member.Name == space))
            .GetMembers(name)
            .Any();

    private static string Each(IEnumerable<string> names, Func<string, string> text) => string.Join('\n', names.Order(StringComparer.Ordinal).Select(text));
}
