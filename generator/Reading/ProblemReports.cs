using System.Collections.Immutable;
using Kiln.Generator.Evaluation;
using Kiln.Generator.Graphs;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>A message at a place in the source. <paramref name="IsEcho"/> marks the second message of a pair, at the line of the network: code fixes leave it alone.</summary>
internal sealed record ProblemReport(ProblemKind Kind, SourceSpan Span, string Message, bool IsEcho = false)
{
    /// <summary>The property that marks an echo.</summary>
    public const string Echo = nameof(Echo);

    public Diagnostic ToDiagnostic(SyntaxTree tree) => Diagnostic.Create(
        Descriptors.Of(Kind),
        Location.Create(tree, Span.Text),
        IsEcho ? ImmutableDictionary<string, string?>.Empty.Add(Echo, Echo) : ImmutableDictionary<string, string?>.Empty,
        Message);
}

/// <summary>
/// Turns the problems of a network into messages. A mistake in a block or a helper is reported where it is, and, for errors, once more at the network's own line with the chain of
/// calls that leads there, because an editor shows what belongs to the file that is open.
/// </summary>
internal static class ProblemReports
{
    private const int LongestChain = 5;

    public static IEnumerable<ProblemReport> Of(NetworkReading reading, EvaluatedNetwork network)
    {
        foreach (LocatedProblem located in network.Problems)
        {
            string message = located.Problem.Message;
            yield return new ProblemReport(located.Problem.Kind, reading.Spans[located.Origin], message);
            if (!located.IsError || located.Calls.Count == 0) continue;
            yield return new ProblemReport(located.Problem.Kind, reading.Spans[located.Calls[0]], $"{message} (in {Chain(located, reading.Spec)})", IsEcho: true);
        }
    }

    /// <summary>The bodies from the mistake outwards; of a long chain the two ends.</summary>
    private static string Chain(LocatedProblem located, NetworkSpec spec)
    {
        string[] names = [.. located.Calls.Skip(1).Append(located.Origin).Select(origin => spec.NameOfTable(origin.Table)).Reverse()];
        return names.Length <= LongestChain
            ? string.Join(", called by ", names)
            : $"{string.Join(", called by ", names.Take(LongestChain - 1))}, ..., called by {names[names.Length - 1]}";
    }
}
