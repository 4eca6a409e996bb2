namespace Kiln.Generator.Evaluation.Surface;

/// <summary>Finds members that both the user and Kiln declare.</summary>
internal static class MemberClashes
{
    /// <summary>The network, and where there are clashes their messages and nothing to emit.</summary>
    public static EvaluatedNetwork Mark(NetworkSpec spec, EvaluatedNetwork network)
    {
        ClassMember[] generated = [.. NetworkMembers.Of(network)];
        DeclaredMember[] clashes = [.. spec.Members.Where(declared => generated.Any(declared.Member.ClashesWith))];
        DeclaredMember[] separate = [.. spec.Members.Except(clashes).Where(declared => declared.Kind == DeclaredKind.SeparateConstructor)];
        LocatedProblem[] ofEntries = [.. ClashesOfEntries(spec, network)];
        LocatedProblem[] problems =
        [
            .. from declared in clashes.Concat(separate)
               where declared.Origin is not null
               select Problem(declared.Origin!.Value, Describe(spec, declared, clashes.Contains(declared))),
            .. ofEntries,
        ];
        if (clashes.Length + problems.Length == 0) return network;
        return network with
        {
            Graph = Graph.Empty,
            IsComplete = false,
            HasClash = clashes.Length + ofEntries.Length > 0,
            Problems = [.. network.Problems, .. problems],
        };
    }

    private static IEnumerable<LocatedProblem> ClashesOfEntries(NetworkSpec spec, EvaluatedNetwork network)
    {
        // Names of entries and of their spans are joined, and the whole may be the name of another one's size.
        HashSet<string> sizes = [.. NetworkMembers.Sizes(network with { Entries = [] })];
        foreach ((GraphMethodSpec method, NetworkEntry entry) in spec.Entries.Zip(network.Entries, (method, entry) => (method, entry)))
            foreach (string size in NetworkMembers.Sizes(entry).Prepend(entry.Name))
                if (!sizes.Add(size)) yield return Problem(method.Origin, [size, "a constant of that name", "rename " + entry.Name]);
    }

    private static string[] Describe(NetworkSpec spec, DeclaredMember declared, bool clashes) => declared.Kind switch
    {
        DeclaredKind.Class => [$"The class {spec.Identity.Name}", "a member of that name", "rename the class"],
        DeclaredKind.PrimaryConstructor => ["The primary constructor", "the constructors", "write one with other parameters, which calls this(maxBatch)"],
        DeclaredKind.SeparateConstructor when !clashes => ["This constructor", "the one", "let it call that: this(maxBatch)"],
        DeclaredKind.Constructor or DeclaredKind.SeparateConstructor =>
            ["This constructor", "one of the same parameters", "give it others, and let it call this(maxBatch)"],
        DeclaredKind.RequiredMember => ["A required member", "the constructors", "which do not set it: remove 'required'"],
        DeclaredKind.Other => [declared.Member.Name, "a member of that name", "rename it"],
        _ => [declared.Member.Name, "a method of that name and those parameters", "rename it"],
    };

    private static LocatedProblem Problem(int origin, string[] arguments) =>
        new(new Problem(DeclarationProblems.MemberClash, arguments.ToEquatableArray()), new Origin(0, origin), []);
}
