namespace Kiln.Generator.Emit;

/// <summary>The text of a method: the buffers that it names, and what writes its body where it is told the origins of some of them.</summary>
internal sealed record MethodText(MethodBuffers Buffers, Action<SourceWriter, IReadOnlyCollection<string>> WriteBody);

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
    private readonly Dictionary<string, (Member Member, Sharers All)> _methods = new(StringComparer.Ordinal);

    private sealed record Member(SegmentMethod Method, MethodText Text)
    {
        public IReadOnlyList<BufferOrigin> Origins { get; } = Text.Buffers.Origins;
    }

    /// <summary>Those that share the first one's method.</summary>
    private sealed record Sharers(IReadOnlyList<Member> Members)
    {
        /// <summary>The buffers, by their numbers, that begin elsewhere in each block, so that the method is told where.</summary>
        public IReadOnlyList<int> Told { get; } =
            [.. Enumerable.Range(0, Members[0].Origins.Count).Where(i => Members.Any(member => member.Origins[i] != Members[0].Origins[i]))];

        public IReadOnlyList<string> ToldNames => [.. Told.Select(i => Members[0].Origins[i].Name)];
    }

    public SegmentMethods(IReadOnlyList<SegmentMethod> methods)
    {
        // Only methods that compute the same may have the same text.
        ILookup<string, SegmentMethod> alike = methods.ToLookup(method => $"{method.Parameters}\n{method.Steps}", StringComparer.Ordinal);
        HashSet<string> alone = [.. alike.Where(group => group.Count() == 1).Select(group => group.First().Name)];
        IEnumerable<Member> texts = methods.Select(method => new Member(method, method.Text(!alone.Contains(method.Name))));
        foreach (IGrouping<string, Member> equal in texts.GroupBy(TextOf, StringComparer.Ordinal))
        {
            Member[] members = [.. equal];
            if (members.Length == 1 && !alone.Contains(members[0].Method.Name)) members[0] = members[0] with { Text = members[0].Method.Text(false) };
            var all = new Sharers(members);
            foreach (Member member in members) _methods.Add(member.Method.Name, (member, all));
        }

        // As if each were told the origins of all its buffers.
        string TextOf(Member member)
        {
            if (alone.Contains(member.Method.Name)) return member.Method.Name;
            var body = new SourceWriter();
            member.Text.WriteBody(body, [.. member.Origins.Select(buffer => buffer.Name)]);
            return $"{member.Method.Parameters}\n{body}";
        }
    }

    /// <summary>The method that goes by a name, which may be another that it shares, and the offsets that it is told.</summary>
    public (string Method, IReadOnlyList<(string Parameter, long Value)> Offsets) Find(string name)
    {
        // The loop over samples of steps that have methods of their own is none of these.
        if (!_methods.TryGetValue(name, out (Member Member, Sharers All) found)) return (name, []);
        return (found.All.Members[0].Method.Name,
            [.. found.All.Told.Select(i => (MethodBuffers.OffsetOf(found.Member.Origins[i].Name), found.Member.Origins[i].Origin))]);
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
        Sharers all = _methods[name].All;
        (SegmentMethod method, MethodText text) = all.Members[0];
        if (method.Name != name) return;
        writer.Line();
        if (all.Members.Count > 1) WriteBlocks(writer, [.. all.Members.Select(member => member.Method.Block).Distinct(StringComparer.Ordinal)]);
        IReadOnlyList<string> told = all.ToldNames;
        IEnumerable<string> offsets = told.Select(buffer => "nint " + MethodBuffers.OffsetOf(buffer));
        writer.List($"private void {name}(", [.. method.Parameters.Length > 0 ? offsets.Prepend(method.Parameters) : offsets], ")");
        using SourceWriter.Scope scope = writer.Block();
        text.WriteBody(writer, told);
    }

    /// <summary>Says for which blocks a method computes.</summary>
    private static void WriteBlocks(SourceWriter writer, IReadOnlyList<string> blocks)
    {
        string around = blocks.Count > 1 ? LayerPath.BlockOf(blocks) : "";
        IEnumerable<string> inner = blocks.Select(block => LayerPath.Within(around, block));
        writer.Comment($"In {(around.Length > 0 ? around + ": " : "")}{string.Join(", ", inner)}");
    }
}
