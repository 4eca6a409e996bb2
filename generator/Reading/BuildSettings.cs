using Microsoft.CodeAnalysis.Diagnostics;

namespace Kiln.Generator.Reading;

/// <summary>MSBuild properties of the user's project, which the package makes visible to the compiler.</summary>
internal sealed record BuildSettings(KernelSource Kernels, bool AnalyzersAreOff, bool WritesStandardKernels)
{
    public static BuildSettings Of(AnalyzerConfigOptions options) => new(
        Property(options, "KilnKernels") is { Length: > 0 } kernels && Enum.TryParse(kernels, ignoreCase: true, out KernelSource source)
            ? source
            : KernelSource.Library,
        AreOff(options),
        IsSet(options, "KilnStandardKernels", "true"));

    /// <summary>MSBuild's rule: RunAnalyzers decides if it is set, else RunAnalyzersDuringBuild. An IDE's design-time build has its own analysis.</summary>
    private static bool AreOff(AnalyzerConfigOptions options) =>
        Property(options, "RunAnalyzers") is { Length: > 0 }
            ? IsSet(options, "RunAnalyzers", "false")
            : IsSet(options, "RunAnalyzersDuringBuild", "false") && !IsSet(options, "DesignTimeBuild", "true");

    private static bool IsSet(AnalyzerConfigOptions options, string name, string value) =>
        string.Equals(Property(options, name), value, StringComparison.OrdinalIgnoreCase);

    private static string? Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out string? value) ? value.Trim() : null;
}
