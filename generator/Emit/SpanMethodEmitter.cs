using Kiln.Generator.Steps;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Evaluation.Surface;
using Kiln.Generator.Passes;
using Kiln.Generator.Planning;

namespace Kiln.Generator.Emit;

/// <summary>Writes a public method over spans: its documentation, the checks of what the caller gives, and the call of its program.</summary>
internal sealed class SpanMethodEmitter(SourceWriter writer, NetworkPlan plan, string network)
{
    private const string LengthError =
        "/// <exception cref=\"global::System.ArgumentException\">"
        + "A span's length is not a multiple of the sample size, exceeds MaxBatch samples, or does not match the first span's number of samples.</exception>";

    private const string OrderError =
        "/// <exception cref=\"global::System.InvalidOperationException\">"
        + "ForwardTraining was not called before, or was called with another number of samples, or the weights have changed since then.</exception>";

    public void Write(SpanMethod method)
    {
        CompiledProgram program = plan.Find(method.Program.Name);
        writer.Line($"\n/// <summary>{method.Program.Summary}</summary>");
        foreach (SpanParameter span in method.Spans) writer.Line(span.Document);
        foreach (MethodOption option in method.Options) writer.Line(option.Document);
        writer.Line(LengthError);
        if (method.Program.Continues is not null) writer.Line(OrderError);
        using SourceWriter.Scope body = writer.Block(method.Signature);
        string batch = method.Spans.Any(span => span.Name == "samples") ? "sampleCount" : "samples";
        WriteLengthChecks(method, batch);
        WriteValueChecks(method, batch);
        WriteBatchCheck(method, batch);
        // A gradient that no path reaches is zero.
        foreach (SpanParameter span in method.Spans.Where(span => span.Use == SpanUse.Write && !program.Plan.Slots.ContainsKey(span.Slot)))
            writer.Line($"{span.At}.Clear();");
        foreach (MethodOption option in method.Options) writer.Line($"kiln.{(option.Type == "float" ? "Scale" : "Accumulate")} = {option.Name};");
        foreach (string setting in method.Settings) writer.Line(setting);
        IEnumerable<string> slots = method.Spans.Where(span => program.Plan.Slots.ContainsKey(span.Slot))
            .Select(span => $"slot{Number(program.Plan.Slots[span.Slot])}: {Framework.MemoryMarshal}.AsBytes({span.At})");
        writer.Line($"kiln.Execute({string.Join(", ", [Number(program.Number), batch, .. slots])});");
        if (method.Program.ReturnsLoss) writer.Line("return kiln.Losses[0];");
    }

    /// <summary>The first span gives the number of samples; the others must agree.</summary>
    private void WriteLengthChecks(SpanMethod method, string batch)
    {
        string ArgumentsOf(SpanParameter span) => $"{SizeOf(method, span)}, nameof({span.At}));";
        SpanParameter first = method.Spans[0];
        writer.Line($"int {batch} = kiln.BatchOf({first.At}.Length, {ArgumentsOf(first)}");
        foreach (SpanParameter span in method.Spans.Skip(1))
        {
            string given = span.Use == SpanUse.MayWrite ? $"if ({span.At}.Length > 0) " : "";
            writer.Line($"{given}kiln.RequireLength({span.At}.Length, {batch}, {ArgumentsOf(span)}");
        }
    }

    /// <summary>The constant, qualified if a span hides it: <c>y</c> has the size <c>YSize</c>, which may be the name of another span.</summary>
    private string SizeOf(SpanMethod method, SpanParameter span) =>
        method.Spans.Any(other => other.Name == span.SizeConstant) ? $"{network}.{span.SizeConstant}" : span.SizeConstant;

    /// <summary>Values are checked for the whole batch, so that the message names the sample and nothing has been computed.</summary>
    private void WriteValueChecks(SpanMethod method, string batch)
    {
        Graph graph = SelectEntry.Run(plan.Source, method.Program.Entry);
        foreach (GraphNode node in graph.Nodes)
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (graph[node.Inputs[i]].Op is not Input input) continue;
                if (method.Spans.FirstOrDefault(span => span.Slot == input.Identifier) is not { } span) continue;
                string first = $"ref {Framework.MemoryMarshal}.GetReference({span.At})";
                EquatableArray<TensorType> types = graph.InputTypes(node);
                if (ChooseImplementations.For(node.Op, types, node.Outputs).Check(i, types, new Argument.Named(first), Expression.Named(batch)) is { } check)
                    writer.Line(TextOf(check));
            }
    }

    private static string TextOf(Statement.Call check)
    {
        IEnumerable<string> arguments = check.Arguments.Select(argument => argument switch
        {
            Argument.Named named => named.Name,
            Argument.Integer integer => ExpressionText.Of(integer.Value),
            _ => throw new ArgumentOutOfRangeException(nameof(check), argument, "A check reads the caller's values and numbers."),
        });
        var method = (Callee.Method)check.Callee;
        return $"{KernelSet.Library}{method.Class}.{method.Name}({string.Join(", ", arguments)});";
    }

    private void WriteBatchCheck(SpanMethod method, string batch)
    {
        if (!method.Program.IsTraining || method.Program.Continues is not null) return;
        Graph graph = SelectEntry.Run(plan.Source, method.Program.Entry);
        if (!graph.All<BatchNorm>().Any(item => !BatchNorm.IsFrozen(graph, item.Node) && HasOneValueForEachChannel(item.Node.Outputs[0].Shape))) return;
        const string Reason =
            "In a batch of one sample BatchNorm has one value per channel, which has no variance; train with at least two samples.";
        writer.Line($"if ({batch} < 2) throw new global::System.ArgumentException(\"{Reason}\");");
    }

    private static bool HasOneValueForEachChannel(Shape shape) => shape.ElementCount == shape[0];

    private static string Number(long value) => SourceWriter.Number(value);
}
