using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>Prints the statements of steps as C#.</summary>
internal sealed class StatementPrinter(SourceWriter writer, string step, SegmentText segment, ShapeConstants constants, KernelSet kernels)
{
    private const string Kernels = KernelSet.Library;

    public void Print(IEnumerable<Statement> statements)
    {
        foreach (Statement statement in statements) Print(statement);
    }

    private void Print(Statement statement)
    {
        switch (statement)
        {
            case Statement.Call call:
                writer.List($"{Text(call.Callee)}(", [.. ArgumentsOf(call)], ");");
                break;
            case Statement.Loop loop:
                (string from, string to) = (ExpressionText.Of(loop.From), ExpressionText.Of(loop.To));
                PrintLoop($"for (nint {loop.Variable} = {from}; {loop.Variable} < {to}; {loop.Variable}++)", loop.Body);
                break;
            case Statement.Each loop:
                PrintLoop($"foreach ({Kernels}{loop.Type} {loop.Variable} in new {Kernels}{loop.Parts.Type}({ArgumentsOf(loop.Parts)}))", loop.Body);
                break;
            case Statement.Let let:
                writer.Line($"nint {let.Variable} = {ExpressionText.Of(let.Value)};");
                break;
            case Statement.LetReal let:
                writer.Line($"double {let.Variable} = {Text(let.Value)};");
                break;
            case Statement.Store store:
                writer.Line($"{ElementText(store.To)} = {Text(store.Value)};");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(statement), statement, "No text is known for this statement.");
        }
    }

    private string Text(Callee callee) => callee switch
    {
        Callee.Method method => $"{Kernels}{method.Class}.{method.Name}",
        Callee.Kernel kernel => kernels.ClassOf(kernel.Key) + ".Run",
        _ => throw new ArgumentOutOfRangeException(nameof(callee), callee, "No text is known for this callee."),
    };

    private IEnumerable<string> ArgumentsOf(Statement.Call call) => Texts(call.Arguments, i => NumberNames.Of(call.Callee, i));
    private string ArgumentsOf(Argument.Structure structure) => string.Join(", ", Texts(structure.Arguments, i => NumberNames.Of(structure, i)));

    private IEnumerable<string> Texts(IEnumerable<Argument> arguments, Func<int, string?> nameOf) => arguments.Select((argument, i) =>
        NumberNames.NeedsName(argument) && nameOf(i) is { } name ? $"{name}: {Text(argument)}" : Text(argument));

    private string Text(Argument argument) => argument switch
    {
        Argument.Integer integer => ExpressionText.Of(integer.Value),
        Argument.Real real => real.IsDouble ? SourceWriter.Double(real.Value) : SourceWriter.Float(real.Value),
        Argument.Flag flag => flag.Value ? "true" : "false",
        Argument.Address or Argument.PartialSum => "ref " + ElementText(argument),
        Argument.Workspace workspace => "ref " + segment.Workspace(workspace.Step),
        Argument.Element element => ElementText(element.At),
        Argument.Table table => $"ref {Framework.MemoryMarshal}.GetArrayDataReference("
            + $"{constants.Add(step, "float[]", string.Join(", ", table.Values.Select(SourceWriter.Float)))})",
        Argument.Structure structure => $"new({ArgumentsOf(structure)})",
        Argument.Constant constant => Text(constant),
        Argument.Chain chain => Text(chain),
        Argument.Accumulates => "kiln.Accumulate",
        Argument.AddsAfterFirst adds => Text(adds),
        Argument.RandomKey { Stream: { } stream } =>
            $"new {Kernels}DropoutKey({Kernels}Dropout.Stream((ulong)kiln.Seed, {SourceWriter.Text(stream)}), (ulong)kiln.Step)",
        Argument.RandomKey => "default",
        Argument.NormalKey key => $"{Kernels}NormalSamples.Stream(kiln.Seed, {SourceWriter.Text(key.Stream)}).At(kiln.Step, (int)sample)",
        Argument.Divisor divisor => $"kiln.Divisor({SourceWriter.Number(divisor.Denominator)}, {Text(divisor.Sum)})",
        Argument.Result result => $"{Text(result.Call.Callee)}({string.Join(", ", ArgumentsOf(result.Call))})",
        Argument.Named named => named.Name,
        Argument.CallScale => "kiln.Scale",
        Argument.NoReference => $"ref {Framework.Unsafe}.NullRef<float>()",
        _ => throw new ArgumentOutOfRangeException(nameof(argument), argument, "No text is known for this argument."),
    };

    private string ElementText(Argument place) => place is Argument.PartialSum sum ? segment.PartialSum(sum) : segment.Address((Argument.Address)place);

    private string Text(Argument.Constant constant)
    {
        string fields = string.Join(", ", constant.Fields
            .Where(field => !ConstantDefaults.IsDefault(constant.Type, field) && constant.Replaced.All(other => other.Name != field.Name))
            .Select(field => $"{field.Name} = {Text(field.Value)}"));
        string name = constants.Add(step, Kernels + constant.Type, fields);
        return constant.Replaced.Count == 0
            ? name
            : $"{name} with {{ {string.Join(", ", constant.Replaced.Select(field => $"{field.Name} = {Text(field.Value)}"))} }}";
    }

    private string Text(Argument.Chain chain)
    {
        IEnumerable<string> links = Texts(chain.Links);
        return Joined(chain.Also is { } also ? links.Append($"{Kernels}AlsoStore.At({Text(also.At)}, {Joined(Texts(also.Links))})") : links);
    }

    /// <summary>Links of a chain, on a line each if it is long.</summary>
    private static string Joined(IEnumerable<string> links)
    {
        string line = links.First() + string.Concat(links.Skip(1).Select(link => $".Then({link})"));
        return line.Length < SourceWriter.LongestLine ? line : line.Replace(".Then(", "\n\t.Then(");
    }

    private IEnumerable<string> Texts(IEnumerable<ChainLink> links) => links.Select(link =>
    {
        int rows = link.Rows.Count;
        while (rows > 0 && link.Rows[rows - 1] == 0) rows--;
        IEnumerable<string> arguments =
            [.. link.Operands.Select(Text), .. link.Scalars.Select(SourceWriter.Float), .. link.Rows.Select(SourceWriter.Number).Take(rows)];
        return $"new {kernels.StructOf(link.Step)}({string.Join(", ", arguments)})";
    });

    private string Text(Argument.AddsAfterFirst adds)
    {
        string later = $"!({string.Join(" && ", adds.Variables.Select(variable => variable + " == 0"))})";
        return adds.Otherwise is Argument.Flag { Value: false } ? later : $"{Text(adds.Otherwise)} || {later}";
    }

    private void PrintLoop(string header, EquatableArray<Statement> body)
    {
        using SourceWriter.Scope scope = body.Count == 1 ? writer.Open(header) : writer.Block(header);
        Print(body);
    }
}
