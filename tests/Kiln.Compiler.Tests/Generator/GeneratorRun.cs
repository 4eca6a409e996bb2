using System.Collections.Immutable;
using Kiln.Compiler.Tests.Reading;
using Kiln.Generator;
using Kiln.Generator.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Compiler.Tests.Generator;

/// <summary>A generator driver that keeps its state from edit to edit, with every step tracked.</summary>
internal sealed class GeneratorRun
{
    private GeneratorDriver _driver;

    public GeneratorRun(params (string Property, string Value)[] properties)
        : this(CompilerStages.Default, TestCompilation.ParseOptions, properties)
    {
    }

    public GeneratorRun(CompilerStages stages, CSharpParseOptions options, params (string Property, string Value)[] properties) =>
        _driver = DriverOf(stages, options, tracks: true, properties);

    /// <summary>A driver that has not run yet.</summary>
    public static GeneratorDriver DriverOf(
        CompilerStages stages, CSharpParseOptions options, bool tracks, params (string Property, string Value)[] properties) => CSharpGeneratorDriver.Create(
        [new NetworkGenerator(stages).AsSourceGenerator()],
        parseOptions: options,
        optionsProvider: new Properties(properties),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracks));

    /// <summary>The compilation with everything that was generated.</summary>
    public Compilation Updated { get; private set; } = null!;

    public ImmutableArray<Diagnostic> Diagnostics { get; private set; }

    public GeneratorRunResult Result => _driver.GetRunResult().Results[0];

    public GeneratorRun On(Compilation compilation)
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation updated, out ImmutableArray<Diagnostic> diagnostics);
        if (Result.Exception is { } exception) throw exception;
        Updated = updated;
        Diagnostics = diagnostics;
        return this;
    }

    /// <summary>The errors of C# in generated files.</summary>
    public IEnumerable<Diagnostic> ErrorsInGeneratedFiles =>
        Updated.SyntaxTrees.Where(GeneratedMembers.IsIn)
            .SelectMany(tree => Updated.GetSemanticModel(tree).GetDiagnostics())
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>What became of the outputs of a step in the last run.</summary>
    public IncrementalStepRunReason[] Reasons(string step) =>
        Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps)
            ? [.. steps.SelectMany(run => run.Outputs).Select(output => output.Reason)]
            : [];

    /// <summary>The values that a step gave in the last run.</summary>
    public object[] Outputs(string step) => [.. Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Value)];

    private sealed class Properties((string Property, string Value)[] properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new Options(properties.ToImmutableDictionary(pair => "build_property." + pair.Property, pair => pair.Value));

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Options(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key, out value);
    }
}
