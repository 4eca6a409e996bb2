using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kiln.Compiler.Tests.Generator;
using Kiln.Compiler.Tests.Networks;
using Kiln.Generator.Emit;
using Kiln.Generator.Evaluation;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Planning;

namespace Kiln.Compiler.Tests.Snapshots;

/// <summary>
/// What a network is compiled to, in a form to be compared: for each program its memory, its steps with the layouts of their results, and what each segment
/// calls; at the end a hash of the text, which tells whether a change that should change nothing did so.
/// </summary>
internal static partial class ProgramListing
{
    public static string Of(EvaluatedNetwork network)
    {
        NetworkPlan plan = NetworkPlan.Of(network);
        string text = NetworkEmitter.Write(network, plan, new KernelSet(NetworkCompiler.Options)).Text;
        var listing = new StringBuilder();
        foreach (CompiledProgram program in plan.Programs)
        {
            (string name, Plan its) = (program.Spec.Name, program.Plan);
            listing.Append(CultureInfo.InvariantCulture,
                $"{name}: arena of {Floats(its.FixedBytes)} floats, {Floats(its.PerSampleBytes)} a sample, {Floats(its.PerWorkerBytes)} a worker; "
                + $"{Floats(its.PackedBytes)} packed\n");
            if (program.First is { } first) listing.Append(CultureInfo.InvariantCulture, $"  all of {first.Spec.Name}\n");
            (IReadOnlyList<SegmentJobs> segments, SegmentMethods methods) = EmittedMethods.Of(program, NetworkCompiler.Options.SharedWork);
            foreach (SegmentJobs jobs in segments)
            {
                string kind = jobs.Segment.Kind == SegmentKind.Batch ? "the whole batch" : "each sample";
                IEnumerable<LaidOutNode> nodes = jobs.Segment.Steps.Select(step => its.Graph.Nodes[step]);
                IEnumerable<string> names = jobs.Methods.Count > 0 ? jobs.Methods.Select(method => method.Name) : jobs.Jobs.Select(job => job.Method);
                Append(listing, kind, nodes, string.Concat(names.Select(method => MethodIn(text, methods.Find(method).Method))));
            }
        }

        foreach (PackingGroup group in plan.Packed.Groups)
        {
            listing.Append(CultureInfo.InvariantCulture, $"Weights packed for {group.Name}\n");
            IEnumerable<LaidOutNode> nodes = group.Steps.Select(step => plan.Programs[step.Program].Plan.Graph.Nodes[step.Step]);
            IEnumerable<string> methods = PackEmitter.NamesOf(group).Select(name => MethodIn(text, name));
            Append(listing, "once", nodes, string.Concat(methods));
        }

        return listing.Append(CultureInfo.InvariantCulture, $"text: {text.Length} characters, {HashOf(text)}\n").ToString();
    }

    private static long Floats(long bytes) => Storage.Floats(bytes);

    /// <summary>The first 16 hexadecimal digits of a text's SHA-256.</summary>
    public static string HashOf(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static void Append(StringBuilder listing, string title, IEnumerable<LaidOutNode> nodes, string method)
    {
        listing.Append(CultureInfo.InvariantCulture, $"  {title}\n");
        foreach (LaidOutNode node in nodes)
            listing.Append(CultureInfo.InvariantCulture, $"    {node.Name}: {node.Description} -> {string.Join(", ", node.OutputTexts)}\n");

        var calls = new List<string>();
        foreach (Match match in Call().Matches(method))
            if (match.Groups[1].Value == "Steps") calls[^1] += " + " + match.Groups[2].Value;
            else calls.Add(match.Groups[2].Value);
        for (int i = 0, count; i < calls.Count; i += count)
        {
            count = calls.Skip(i).TakeWhile(call => call == calls[i]).Count();
            listing.Append(CultureInfo.InvariantCulture, $"    calls {calls[i]}{(count > 1 ? $" {count} times" : "")}\n");
        }
    }

    /// <summary>The text of a method of the class, from its name to the brace that closes it.</summary>
    private static string MethodIn(string text, string name)
    {
        Match start = Assert.Single(Regex.Matches(text, @"\n(\t+)private .* " + Regex.Escape(name) + @"\("));
        return text[start.Index..text.IndexOf("\n" + start.Groups[1].Value + "}", start.Index, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"Kiln(Lib|Steps)::([\w.]+)\(")]
    private static partial Regex Call();
}
