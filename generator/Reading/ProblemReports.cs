using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>A message at a place in the source, and the text that code fixes write.</summary>
internal sealed record ProblemReport(ProblemKind Kind, SourceSpan Span, string Message)
{
    /// <summary>The property that marks an echo.</summary>
    public const string Echo = nameof(Echo);

    /// <summary>Whether this is the second message of a pair, at the line of the network: code fixes leave it alone.</summary>
    public bool IsEcho { get; init; }

    /// <summary>The property, and the text, of <see cref="Problem.Remedy"/>.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The declaration that the remedy changes, a further place of the diagnostic; null if it changes what the message is about.</summary>
    public SourceSpan? Declaration { get; init; }

    /// <summary>Code fixes work in one file: a declaration elsewhere takes the remedy with it.</summary>
    public Diagnostic ToDiagnostic(SyntaxTree tree)
    {
        bool isElsewhere = Declaration is { } place && !place.IsIn(tree);
        Location[] further = Declaration is { } declaration && !isElsewhere ? [Location.Create(tree, declaration.Text)] : [];
        return Diagnostic.Create(Descriptors.Of(Kind), Location.Create(tree, Span.Text), further, Properties(isElsewhere ? "" : Remedy), Message);
    }

    private ImmutableDictionary<string, string?> Properties(string remedy)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (IsEcho) properties = properties.Add(Echo, Echo);
        return remedy.Length > 0 ? properties.Add(nameof(Remedy), remedy) : properties;
    }
}

/// <summary>
/// Turns the problems of a network into messages. A mistake in a block or a helper is reported where it is, and, for errors, once more at the network's own
/// line with the chain of calls that leads there, because an editor shows what belongs to the file that is open.
/// </summary>
internal static class ProblemReports
{
    private const int LongestChain = 5;

    /// <summary>A mistake that a loop or several calls repeat, even with other sizes, is one message: the first of a kind at a place.</summary>
    public static IEnumerable<ProblemReport> Of(NetworkReading reading, EvaluatedNetwork network) =>
        All(reading, network).GroupBy(report => (report.Kind, report.Span)).Select(same => same.First());

    /// <summary>A problem of the network as a whole, at the name of its class.</summary>
    public static ProblemReport AtName(NetworkReading reading, Problem problem) =>
        new(problem.Kind, reading.Spans[NetworkEvaluation.NameOfClass], problem.Message);

    private static IEnumerable<ProblemReport> All(NetworkReading reading, EvaluatedNetwork network)
    {
        foreach (LocatedProblem located in network.Problems)
        {
            Origin[] path = [.. located.Calls, located.Origin];
            int place = Array.FindLastIndex(path, reading.Spans.Has);

            // Advice about the inside of a library does not help those who only apply it.
            if (place < path.Length - 1 && !located.IsError) continue;
            yield return Report(located, path, place, reading);
            if (located.IsError && place > 0 && !reading.Spec.GraphMethods.Any(method => method.IsCall && method.Table == path[0].Table))
                yield return Report(located, path, 0, reading) with { IsEcho = true };
        }
    }

    /// <summary>A message at one place on the path to the mistake, with the bodies in between.</summary>
    private static ProblemReport Report(LocatedProblem located, Origin[] path, int place, NetworkReading reading)
    {
        Problem problem = located.Problem;
        string[] names = [.. path.Skip(place + 1).Select(origin => reading.Spec.NameOfTable(origin.Table)).Reverse()];
        string message = names.Length == 0 ? problem.Message : $"{problem.Message} (in {Chain(names)})";
        return new ProblemReport(problem.Kind, reading.Spans[path[place]], message)
        {
            Remedy = place == path.Length - 1 ? problem.Remedy : "",
            Declaration = located.Declaration is { } declaration ? reading.Spans[declaration] : null,
        };
    }

    /// <summary>The bodies from the mistake outwards; of a long chain the two ends.</summary>
    private static string Chain(string[] names) => names.Length <= LongestChain
        ? string.Join(", called by ", names)
        : $"{string.Join(", called by ", names.Take(LongestChain - 1))}, ..., called by {names[names.Length - 1]}";
}
