using Kiln.Compiler.Tests.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Kiln.Compiler.Tests.Fuzzing;

/// <summary>What must hold for any source: no fault, no network that is silently left out, and no broken code without a message from Kiln.</summary>
internal static class MutantCheck
{
    /// <summary>What is wrong, or null; and whether the mutant is a program without any error.</summary>
    public static async Task<(string? Fault, bool Compiles)> RunAsync(FuzzSource source, string text)
    {
        (GeneratorDriverRunResult result, CSharpCompilation updated) = source.Run(text);
        if (result.Results[0].Exception is { } exception) return ($"The generator throws: {exception}", false);
        SyntaxTree[] own = [.. updated.SyntaxTrees.Except(result.GeneratedTrees)];
        Diagnostic[] messages = [.. result.Diagnostics, .. await AnalyzerRun.OnFilesAsync(updated, own)];
        if (messages.FirstOrDefault(message => message.Id is "AD0001" or "KILN036" or "CS8785") is { } fault) return (fault.ToString(), false);
        if (messages.Any(message => message.Severity == DiagnosticSeverity.Error)) return (null, false);

        // Kernels are the same in every program.
        foreach (SyntaxTree tree in result.GeneratedTrees.Where(
            tree => !Path.GetFileName(tree.FilePath).StartsWith("Kiln.Generated.", StringComparison.Ordinal)))
            if (Errors(updated, tree).FirstOrDefault() is { } broken)
                return ($"Generated code does not compile: "
                    + $"{broken}\n{broken.Location.SourceTree!.GetText().Lines.GetLineFromPosition(broken.Location.SourceSpan.Start)}",
                    false);
        if (own.Any(tree => Errors(updated, tree).Any())) return (null, false);
        if (result.GeneratedTrees.FirstOrDefault(tree => tree.ToString().Contains("KilnProblem", StringComparison.Ordinal)) is { } stub)
            return ($"A network is left out, and nothing says why:\n{stub}", false);
        var emitted = updated.Emit(Stream.Null);
        return (emitted.Success ? null : $"The program does not compile: {string.Join('\n', emitted.Diagnostics.Where(IsError))}", emitted.Success);
    }

    private static IEnumerable<Diagnostic> Errors(CSharpCompilation compilation, SyntaxTree tree) =>
        compilation.GetSemanticModel(tree).GetDiagnostics().Where(IsError);

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
