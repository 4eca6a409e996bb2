using System.Globalization;
using Kiln.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Benchmarks;

/// <summary>A user's project as the compiler sees it: some networks, one file each, and one file without any; edited like an editor does, a whole new tree at a time.</summary>
internal sealed class SourceProject
{
    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
    private readonly bool isDeep;

    /// <summary>The framework and Kiln.dll.</summary>
    public static readonly MetadataReference[] References = FindReferences();

    /// <summary>A library as Release builds one.</summary>
    public static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);

    private readonly SyntaxTree[] networks;
    private CSharpCompilation compilation;
    private SyntaxTree helper;
    private GeneratorDriver driver;
    private int edits;

    /// <param name="networkCount">Networks, one file each.</param>
    /// <param name="isDeep">Whether each has as many layers as ResNet-50; else each is a LeNet-5.</param>
    public SourceProject(int networkCount, bool isDeep = false)
    {
        this.isDeep = isDeep;
        networks = [.. Enumerable.Range(0, networkCount).Select(index => Parse(NetworkText(index, units: 120)))];
        helper = Parse(HelperText(0));
        compilation = CSharpCompilation.Create("Networks", [.. networks, helper], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        driver = NewDriver();
    }

    /// <summary>Generates everything as a fresh compiler process would, apart from JIT time.</summary>
    public GeneratorDriver GenerateCold()
    {
        CSharpCompilation fresh = CSharpCompilation.Create("Networks", compilation.SyntaxTrees, References, compilation.Options);
        return NewDriver().RunGenerators(fresh);
    }

    /// <summary>Brings the driver's cache to the state in which a user starts to type; fails where a network does not generate.</summary>
    public void Warm()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Diagnostic? error = output.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            throw new InvalidOperationException("The measured networks should compile, but: " + error.GetMessage(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A keystroke that changes the first network: one layer gets another width.</summary>
    public GeneratorDriver EditNetwork()
    {
        edits++;
        SyntaxTree edited = Parse(NetworkText(0, units: 100 + edits % 50));
        compilation = compilation.ReplaceSyntaxTree(networks[0], edited);
        networks[0] = edited;
        return driver = driver.RunGenerators(compilation);
    }

    /// <summary>A keystroke in a file that has no network.</summary>
    public GeneratorDriver EditHelper()
    {
        edits++;
        SyntaxTree edited = Parse(HelperText(edits));
        compilation = compilation.ReplaceSyntaxTree(helper, edited);
        helper = edited;
        return driver = driver.RunGenerators(compilation);
    }

    private static CSharpGeneratorDriver NewDriver() =>
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    public static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, ParseOptions);

    /// <summary>The layers of ResNet-50 without its shortcuts, which attributes alone cannot say.</summary>
    private static string DeepText(int index, int units)
    {
        string block = string.Concat(Enumerable.Repeat("[Conv2D(64, kernel: 1, bias: false), BatchNorm, ReLU, Conv2D(64, kernel: 3, padding: 1, bias: false), BatchNorm, ReLU, Conv2D(256, kernel: 1, bias: false), BatchNorm, ReLU]\n", 17));
        return string.Create(CultureInfo.InvariantCulture, $"using Kiln;\n\n[Network, Input(3, 16, 16)]\n{block}[GlobalAveragePool, Flatten, Dense({units})]\n[SoftmaxCrossEntropy]\npublic sealed partial class Deep{index};\n");
    }

    private string NetworkText(int index, int units) => isDeep ? DeepText(index, units) : string.Create(CultureInfo.InvariantCulture, $$"""
        using Kiln;

        [Network, Input(1, 28, 28)]
        [Conv2D(6, kernel: 5, padding: Pad.Same), ReLU, MaxPool2D(2)]
        [Conv2D(16, kernel: 5), ReLU, MaxPool2D(2)]
        [Flatten, Dense({{units}}), ReLU, Dense(84), ReLU, Dense(10)]
        [SoftmaxCrossEntropy]
        public sealed partial class LeNet{{index}};
        """);

    private static string HelperText(int number) => string.Create(CultureInfo.InvariantCulture, $$"""
        internal static class Helper
        {
            internal static int Number() => {{number}};
        }
        """);

    private static MetadataReference[] FindReferences()
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return
        [
            .. platform.Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location),
        ];
    }
}
