using System.Collections.Concurrent;
using System.Runtime.Loader;
using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Kiln.Generator.Ops;
using Kiln.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Networks;

/// <summary>Creates instances of a compiled network.</summary>
internal delegate INetworkProbe NetworkFactory(int maxBatch = 1, int seed = 0, int threads = 1);

/// <summary>
/// Compiles networks in memory against the real runtime and loads them.
/// </summary>
internal static class NetworkCompiler
{
    private static readonly ConcurrentDictionary<string, System.Reflection.Assembly> s_loaded = new();

    static NetworkCompiler() => AssemblyLoadContext.Default.Resolving += (_, name) => s_loaded.GetValueOrDefault(name.Name!);

    public static CompileOptions Options { get; } = new(KernelSource.Library);

    /// <summary>A network over a source graph whose results are its outputs and, last, its mean loss.</summary>
    public static EvaluatedNetwork NetworkOf(Graph graph, string name, ProgramDemands? demands = null)
    {
        demands ??= ProgramDemands.None;
        EquatableArray<PublicTensor> Of(InputRole role, string entry = "") =>
            graph.All<Input>().Where(item => item.Op.Role == role && item.Op.Entry == entry)
                .Select(
                    item =>
                        new PublicTensor(item.Op.Identifier, item.Op.Type)
                        {
                            Gradient = demands.GradientInputs.Contains(item.Op.Identifier),
                        }).ToEquatableArray();
        EquatableArray<PublicTensor> Outputs(string entry) =>
            graph.Results.Where(result => result.Kind == ResultKind.Output && result.Entry == entry)
                .Select(result => new PublicTensor(result.Name, graph.TypeOf(result.Value))).ToEquatableArray();
        return new EvaluatedNetwork
        {
            Identity = new NetworkIdentity(name, "", [], name),
            CanBeExtended = true,
            Graph = graph,
            IsComplete = true,
            Inputs = Of(InputRole.Sample),
            Targets = Of(InputRole.Target),
            Outputs = Outputs(""),
            HasLoss = graph.Results.Any(result => result.Kind == ResultKind.Loss),
            LossTerms = graph.Results.Where(result => result.Kind == ResultKind.LossTerm).Select(result => result.Name).ToEquatableArray(),
            LossWeights = LossDenominators.In(graph),
            IsTrainable = demands.IsTrainable,
            Entries = graph.Results.Select(result => result.Entry).Where(entry => entry.Length > 0).Distinct()
                .Select(entry => new NetworkEntry(entry, Of(InputRole.Sample, entry), Outputs(entry))).ToEquatableArray(),
            Problems = [],
        };
    }

    /// <summary>Compiles networks of different names into one assembly.</summary>
    public static IReadOnlyList<NetworkFactory> Compile(params IReadOnlyList<EvaluatedNetwork> networks) =>
        Compile([.. networks.Select(network => (network, NetworkPlan.Of(network)))]);

    /// <summary>Compiles networks with the plans that are given, and what further source they need.</summary>
    public static IReadOnlyList<NetworkFactory> Compile(
        IReadOnlyList<(EvaluatedNetwork Network, NetworkPlan Plan)> networks, CompileOptions? options = null, params string[] more)
    {
        var kernels = new KernelSet(options ?? Options);
        List<string> sources = [.. more];
        foreach ((EvaluatedNetwork network, NetworkPlan plan) in networks)
        {
            // The graph methods themselves are not compiled here.
            sources.Add(NetworkEmitter.Write(network with { GraphMethods = [], PartialMethods = [] }, plan, kernels).Text);
            sources.Add(ArrayMethods.Of(network));
        }

        System.Reflection.Assembly loaded = CompileSources(sources);
        return [.. networks.Select(item => Factory(loaded.GetType(item.Network.Identity.Name, throwOnError: true)!, item.Network.HasLoss))];
    }

    /// <summary>Compiles a network as a user's build does: its source text through the generator, kernels included.</summary>
    public static NetworkFactory FromSource(NetworkText text, OptimizationLevel level, string kernels, LanguageVersion version = LanguageVersion.Preview)
    {
        string assembly = "Generated" + Guid.NewGuid().ToString("N");
        CSharpParseOptions options = TestCompilation.ParseOptions.WithLanguageVersion(version);
        CSharpCompilation user = TestCompilation.Of().AddSyntaxTrees(TestCompilation.Parse(text.Source, "Test0.cs", options));
        Compilation updated = new GeneratorRun(
            CompilerStages.Default, options,
            ("KilnKernels", kernels)).On(user.WithAssemblyName(assembly).WithOptions(user.Options.WithOptimizationLevel(level))).Updated;
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = updated.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Factory(Load(assembly, image.ToArray()).GetType(text.Name, throwOnError: true)!, text.Evaluate().HasLoss);
    }

    /// <summary>Compiles any sources and loads them.</summary>
    public static System.Reflection.Assembly CompileSources(IReadOnlyList<string> sources)
    {
        string assembly = "Networks" + Guid.NewGuid().ToString("N");
        return Load(assembly, Emit(sources, assembly));
    }

    /// <summary>Compiles any sources to an image, or throws with the errors and the numbered text.</summary>
    private static byte[] Emit(IReadOnlyList<string> sources, string assembly)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(assembly,
            sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions, $"{i}.cs")),
            TestCompilation.References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        if (result.Success) return image.ToArray();
        Diagnostic first = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        throw new InvalidOperationException($"{first}\n{first.Location.SourceTree}");
    }

    public static System.Reflection.Assembly Load(string name, byte[] image)
    {
        using MemoryStream stream = new(image);
        return s_loaded[name] = AssemblyLoadContext.Default.LoadFromStream(stream);
    }

    public static NetworkFactory Factory(Type network, bool hasLoss) =>
        (hasLoss ? typeof(TrainingProbe<>) : typeof(InferenceProbe<>)).MakeGenericType(network).GetMethod("Create")!.CreateDelegate<NetworkFactory>();
}
