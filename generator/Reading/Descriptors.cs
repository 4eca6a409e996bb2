using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Roslyn's descriptor of each rule.</summary>
internal static class Descriptors
{
    public const string HelpLink = "https://github.com/kiln-dotnet/kiln/blob/main/docs/diagnostics/";

    private static readonly Dictionary<ProblemKind, DiagnosticDescriptor> ByKind = ProblemKinds.All.ToDictionary(kind => kind, Create);

    public static IEnumerable<DiagnosticDescriptor> All => ByKind.Values.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal);

    public static DiagnosticDescriptor Of(ProblemKind kind) => ByKind[kind];

    /// <summary>An error cannot be configured away, because there would be no network; advice can.</summary>
    private static DiagnosticDescriptor Create(ProblemKind kind)
    {
        bool isError = kind.Severity == ProblemSeverity.Error;
        return new(
            kind.Id, kind.Title, "{0}", "Kiln", isError ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, isEnabledByDefault: true,
            helpLinkUri: HelpLink + kind.Id + ".md", customTags: isError ? [WellKnownDiagnosticTags.NotConfigurable] : []);
    }
}
