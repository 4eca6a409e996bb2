using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Networks;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kiln.Compiler.Tests.Fuzzing;

/// <summary>A file to mutate, with the files that it needs beside it, and the state of the generator after the file as its author wrote it.</summary>
internal sealed class FuzzSource
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;

    private FuzzSource(string path, IEnumerable<string> companions)
    {
        Name = Path.GetFileName(path);
        Text = File.ReadAllText(path);
        _compilation = TestCompilation.Of()
            .AddSyntaxTrees([
                Parse(Text, Name),
                Parse(Usings, "Usings.cs"),
                .. companions.Select(companion => Parse(File.ReadAllText(companion), Path.GetFileName(companion))),
            ]);
        _driver = GeneratorRun.DriverOf(CompilerStages.Default, TestCompilation.ParseOptions, tracks: false, ("KilnKernels", "Library"))
            .RunGenerators(_compilation);
        Size = _driver.GetRunResult().GeneratedTrees.Sum(tree => tree.Length);
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Characters that are generated for it: what a mutant costs.</summary>
    public int Size { get; }

    /// <summary>The sources of the zoo, and the shared programs where they lie beside the repository.</summary>
    public static IReadOnlyList<FuzzSource> All { get; } = [.. Files().Select(file => new FuzzSource(file.Path, file.Companions))];

    /// <summary>Runs the generator on a mutant as on an edit of the file.</summary>
    public (GeneratorDriverRunResult Result, CSharpCompilation Updated) Run(string mutant)
    {
        CSharpCompilation edited = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], Parse(mutant, Name));
        GeneratorDriver driver = _driver.RunGeneratorsAndUpdateCompilation(edited, out Compilation updated, out _);
        return (driver.GetRunResult(), (CSharpCompilation)updated);
    }

    private static SyntaxTree Parse(string text, string name) =>
        CSharpSyntaxTree.ParseText(text, TestCompilation.ParseOptions, name, System.Text.Encoding.UTF8);

    private static IEnumerable<(string Path, IEnumerable<string> Companions)> Files()
    {
        foreach (string path in ZooNetworks.Files) yield return (path, Needed(path, ZooNetworks.Files));
        if (!SharedFiles.TryFind("programs/P01_LeNet5.cs", out string? program)) yield break;
        foreach (string path in Directory.GetFiles(Path.GetDirectoryName(program)!, "*.cs").Order(StringComparer.Ordinal)) yield return (path, []);
    }

    /// <summary>The files that declare a type which the file, or one that it needs, refers to.</summary>
    private static HashSet<string> Needed(string path, IReadOnlyList<string> others)
    {
        HashSet<string> needed = new(StringComparer.Ordinal) { path };
        for (int count = 0; count < needed.Count;)
        {
            count = needed.Count;
            HashSet<string> names = [.. needed.SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens())
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .Select(token => token.ValueText)];
            needed.UnionWith(others.Where(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
                .Any(
                    type => names.Contains(type.Identifier.ValueText)
                        || (type.Identifier.ValueText.EndsWith("Attribute", StringComparison.Ordinal)
                            && names.Contains(type.Identifier.ValueText[..^"Attribute".Length])))));
        }

        needed.Remove(path);
        return needed;
    }
}
