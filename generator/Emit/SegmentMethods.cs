namespace Kiln.Generator.Emit;

/// <summary>The text of a method: the buffers that it names, and what writes its body.</summary>
internal sealed record MethodText(MethodBuffers Buffers, Action<SourceWriter> WriteBody)
{
    /// <summary>The body of a method that is told where <paramref name="told"/> buffers begin, or null for all of them.</summary>
    public SourceWriter BodyFor(IReadOnlyCollection<string>? told)
    {
        Buffers.Told = told;
        var body = new SourceWriter();
        WriteBody(body);
        return body;
    }
}

/// <summary>
/// A method that computes steps of one block: <paramref name="Steps"/> says which, by the names that layers have within the block. <paramref name="Text"/>
/// names layers and buffers as a method does that several blocks share, or in full.
/// </summary>
internal sealed record SegmentMethod(string Name, string Parameters, string Block, string Steps, Func<bool, MethodText> Text);

/// <summary>
/// The methods that compute a program's steps. Equal blocks have equal methods but for the places of their buffers: they share one, which is told those that
/// differ. So a network of many equal blocks is no longer to read, to compile and to ship than one of each kind.
/// </summary>
internal sealed class SegmentMethods
{
    private readonly Dictionary<string, IReadOnlyList<Member>> _sharing = new(StringComparer.Ordinal);

    private sealed record Member(SegmentMethod Method, MethodText Text);

    public SegmentMethods(IReadOnlyList<SegmentMethod> methods)
    {
        // Only methods that compute the same may have the same text.
        ILookup<string, SegmentMethod> alike = methods.ToLookup(method => $"{method.Parameters}\n{method.Steps}", StringComparer.Ordinal);
        HashSet<SegmentMethod> alone = [.. alike.Where(group => group.Count() == 1).Select(group => group.First())];
        IEnumerable<Member> texts = methods.Select(method => new Member(method, method.Text(!alone.Contains(method))));
        foreach (IGrouping<string, Member> equal in texts.GroupBy(TextOf, StringComparer.Ordinal))
        {
            Member[] members = [.. equal];
            if (members.Length == 1 && !alone.Contains(members[0].Method)) members[0] = members[0] with { Text = members[0].Method.Text(false) };
            foreach (Member member in members) _sharing.Add(member.Method.Name, members);
        }

        string TextOf(Member member) =>
            alone.Contains(member.Method) ? member.Method.Name : $"{member.Method.Parameters}\n{member.Text.BodyFor(told: null)}";
    }

    /// <summary>The method that goes by a name, which may be another that it shares, and the offsets that it is told.</summary>
    public (string Method, IReadOnlyList<(string Parameter, long Value)> Offsets) Find(string name)
    {
        // The loop over samples of steps that have methods of their own is none of these.
        if (!_sharing.TryGetValue(name, out IReadOnlyList<Member>? members)) return (name, []);
        IReadOnlyList<string> told = Told(members);
        IEnumerable<(string Name, long Origin)> origins = members.First(member => member.Method.Name == name).Text.Buffers.Origins;
        return (members[0].Method.Name,
            [.. origins.Where(buffer => told.Contains(buffer.Name)).Select(buffer => (MethodBuffers.OffsetOf(buffer.Name), buffer.Origin))]);
    }

    /// <summary>A call of the method that goes by a name.</summary>
    public string Call(string name, params IEnumerable<string> arguments)
    {
        (string method, IReadOnlyList<(string Parameter, long Value)> offsets) = Find(name);
        return $"{method}({string.Join(", ", arguments.Concat(offsets.Select(offset => SourceWriter.Number(offset.Value))))});";
    }

    /// <summary>Writes the method of a name behind a blank line, unless it shares one that stands before it.</summary>
    public void Write(SourceWriter writer, string name)
    {
        IReadOnlyList<Member> members = _sharing[name];
        (SegmentMethod method, MethodText text) = members[0];
        if (method.Name != name) return;
        writer.Line();
        if (members.Count > 1) WriteBlocks(writer, [.. members.Select(member => member.Method.Block).Distinct(StringComparer.Ordinal)]);
        IReadOnlyList<string> told = Told(members);
        IEnumerable<string> offsets = told.Select(buffer => "nint " + MethodBuffers.OffsetOf(buffer));
        WriteHeader(writer, name, [.. method.Parameters.Length > 0 ? offsets.Prepend(method.Parameters) : offsets]);
        using SourceWriter.Scope scope = writer.Block();
        writer.Lines(text.BodyFor(told));
    }

    private static void WriteHeader(SourceWriter writer, string name, IReadOnlyList<string> parameters)
    {
        string header = $"private void {name}({string.Join(", ", parameters)})";
        if (header.Length <= SourceWriter.LongestLine) writer.Line(header);
        else
            using (writer.Open($"private void {name}(")) writer.List(parameters, ")");
    }

    /// <summary>Says for which blocks a method computes.</summary>
    private static void WriteBlocks(SourceWriter writer, IReadOnlyList<string> blocks)
    {
        string around = blocks.Count > 1 ? LayerPath.BlockOf(blocks) : "";
        IEnumerable<string> inner = blocks.Select(block => LayerPath.Within(around, block));
        writer.Comment($"In {(around.Length > 0 ? around + ": " : "")}{string.Join(", ", inner)}");
    }

    /// <summary>The buffers that begin elsewhere in each block, so that a shared method is told where.</summary>
    private static IReadOnlyList<string> Told(IReadOnlyList<Member> members)
    {
        IReadOnlyList<(string Name, long Origin)> first = members[0].Text.Buffers.Origins;
        return [.. first.Where((buffer, i) => members.Any(member => member.Text.Buffers.Origins[i].Origin != buffer.Origin)).Select(buffer => buffer.Name)];
    }
}
