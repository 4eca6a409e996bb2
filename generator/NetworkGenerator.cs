using System.Collections.Immutable;
using Kiln.Generator.Emit;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kiln.Generator;

/// <summary>
/// Compiles every class with <c>[Network]</c>. Wiring only: the transform reads, and everything after it works on models without symbols, so that it is cached
/// while the network stays the same.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    private readonly CompilerStages _stages;

    /// <summary>The generator that the compiler loads.</summary>
    public NetworkGenerator()
        : this(CompilerStages.Default)
    {
    }

    internal NetworkGenerator(CompilerStages stages) => _stages = stages;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        CompilerStages stages = _stages;
        IncrementalValuesProvider<NetworkReading> readings = context.SyntaxProvider.ForAttributeWithMetadataName(
                KilnNames.NetworkAttribute,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                (target, cancellation) => NetworkReader.IsFirst((INamedTypeSymbol)target.TargetSymbol, target.TargetNode)
                    ? stages.Read((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, cancellation)
                    : null)
            .Where(static reading => reading is not null)
            .Select(static (reading, _) => reading!)
            .WithTrackingName(TrackingNames.Read);

        IncrementalValueProvider<BuildSettings> settings = context.AnalyzerConfigOptionsProvider.Select(
            static (options, _) => BuildSettings.Of(options.GlobalOptions));
        IncrementalValueProvider<CompileOptions> options = settings
            .Select(static (settings, _) => new CompileOptions(settings.Kernels))
            .WithTrackingName(TrackingNames.Options);

        IncrementalValuesProvider<CompiledNetwork> compiled = readings
            .Select(static (reading, _) => reading.Spec).WithTrackingName(TrackingNames.Spec)
            .Select((spec, cancellation) => stages.Evaluate(spec, cancellation)).WithTrackingName(TrackingNames.Evaluate)
            .Where(static network => network.CanBeExtended)
            .Combine(options)
            .Select((pair, _) => stages.Compile(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Compile);

        IncrementalValueProvider<ImmutableArray<CompiledNetwork>> all = compiled.Collect();
        Add(context, all.SelectMany(static (networks, _) => Numbered(networks)).WithTrackingName(TrackingNames.NetworkFiles));
        Add(context, all.SelectMany(static (networks, _) => Shared(networks)).WithTrackingName(TrackingNames.KernelFiles));

        // The runtime library's own build emits the kernels that its users' networks call.
        Add(context, settings.SelectMany(static (settings, _) => settings.WritesStandardKernels ? StandardKernels.Files() : []));
        AddLibraryBodies(context);

        // The analyzers report problems; the generator does so only if they are turned off.
        Report(context, readings.Combine(settings).Where(static pair => pair.Right.AnalyzersAreOff)
            .SelectMany((pair, cancellation) => stages.Report(pair.Left, cancellation)).Collect()
            .SelectMany(static (reports, _) => reports.Distinct()));

        // Analyzers compile no network, so only the generator knows what goes wrong in compilation.
        Report(context, compiled.Where(static network => network.Fault is not null).Combine(readings.Collect()).SelectMany(
            static (pair, _) => pair.Right.Where(reading => reading.Spec.Identity == pair.Left.Identity)
                .Select(reading => ProblemReports.AtName(reading, pair.Left.Fault!))));
    }

    /// <summary>The blocks of this assembly that networks of other assemblies need.</summary>
    private static void AddLibraryBodies(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<LibraryReading> readings = context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => LibraryReader.IsCandidate(node),
            static (target, cancellation) => LibraryReader.Read(target.Node, target.SemanticModel, cancellation));
        Add(context, readings.Collect().SelectMany(static (readings, _) => LibraryEmitter.Write(readings.SelectMany(reading => reading.Bodies)))
            .WithTrackingName(TrackingNames.LibraryBodies));
        Report(context, readings.SelectMany(static (reading, _) => reading.Fault is { } fault ? [fault] : Array.Empty<ProblemReport>()));
    }

    /// <summary>The trees are needed for locations that obey #pragma; if there is nothing to report, no edit leads here.</summary>
    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ProblemReport> reports) =>
        context.RegisterSourceOutput(
            reports.Combine(context.CompilationProvider),
            static (output, pair) =>
            {
                if (pair.Right.SyntaxTrees.FirstOrDefault(tree => pair.Left.Span.IsIn(tree)) is { } tree) output.ReportDiagnostic(pair.Left.ToDiagnostic(tree));
            });

    /// <summary>Networks share kernels: each is added to the assembly once, in an order that does not depend on which network asked first.</summary>
    private static IEnumerable<GeneratedFile> Shared(ImmutableArray<CompiledNetwork> networks) =>
        networks.SelectMany(network => network.Files).Where(file => file.IsShared).GroupBy(file => file.HintName, StringComparer.Ordinal)
            .Select(same => same.First()).OrderBy(file => file.HintName, StringComparer.Ordinal);

    /// <summary>File names ignore case; class names do not: if names differ only in case, the second gets a number, which no class has as its name.</summary>
    private static IEnumerable<GeneratedFile> Numbered(ImmutableArray<CompiledNetwork> networks) =>
        from same in networks.SelectMany(network => network.Files).Where(file => !file.IsShared)
            .OrderBy(file => file.HintName, StringComparer.Ordinal).GroupBy(file => file.HintName, StringComparer.OrdinalIgnoreCase)
        from file in same.Select((file, index) => index == 0 ? file : file with { HintName = FormattableString.Invariant($"{index + 1}.{file.HintName}") })
        select file;

    private static void Add(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<GeneratedFile> files) =>
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));
}
