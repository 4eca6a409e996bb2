using Kiln.Generator.Layouts;
using Kiln.Generator.LaidOut;
using Kiln.Generator.Passes;

namespace Kiln.Generator.Planning;

/// <summary>
/// What the programs of a network read of packed weights. All inference programs read one published block and all training programs one block of their
/// instance, each packed value once. Values of both blocks lie first in both, so that one method packs them wherever they go.
/// </summary>
internal sealed class PackedWeights
{
    private readonly List<Packing> _packings = [];
    private readonly Dictionary<Content, int> _numbers = [];
    private readonly Dictionary<int, Dictionary<int, int>> _packingOf = [];

    /// <param name="programs">Numbers, rows and lowered graphs of the programs that have graphs of their own.</param>
    public PackedWeights(IReadOnlyList<LoweredProgram> programs)
    {
        foreach ((int number, ProgramSpec spec, LaidOutGraph graph) in programs)
            Collect(number, graph, spec.IsTraining ? number : programs.First(program => !program.Spec.IsTraining).Number, spec.IsTraining);
        long shared = Place(_packings.Where(packing => packing.IsPublished && packing.IsPrivate), 0);
        PublishedBytes = Place(_packings.Where(packing => !packing.IsPrivate), shared);
        PrivateBytes = Place(_packings.Where(packing => !packing.IsPublished), shared);

        // What a value is packed from is packed for the same programs, or for more.
        Groups =
        [
            .. _packings.Where(packing => !packing.IsGiven)
                .GroupBy(packing => string.Join("And", packing.Users.Select(user => programs.First(program => program.Number == user).Spec.Name)))
                .Select(group => new PackingGroup(group.Key, [.. group.First().Users], [.. group.Select(packing => (packing.Program, packing.Step))]))
                .OrderByDescending(group => group.Users.Count),
        ];
    }

    /// <summary>Bytes of the block that inference reads, and of the one that training reads.</summary>
    public long PublishedBytes { get; }
    public long PrivateBytes { get; }

    /// <summary>The packings in their order, those of the same programs together.</summary>
    public IReadOnlyList<PackingGroup> Groups { get; }

    /// <summary>Where a packed value of a program lies in the program's block.</summary>
    public Storage StorageOf(int program, Value value)
    {
        Packing packing = _packings[_packingOf[program][value.Node]];
        return new(Block.Packed, packing.Offsets[value.Output], packing.Bytes[value.Output], 0, 0);
    }

    /// <summary>Packings are equal where the same op packs equal values; given values are known by their names.</summary>
    private void Collect(int program, LaidOutGraph graph, int user, bool isPrivate)
    {
        bool[] isThere = PackTime.Of(graph);
        Dictionary<int, int> packingOf = _packingOf[program] = [];
        for (int i = 0; i < isThere.Length; i++)
        {
            if (!isThere[i]) continue;
            LaidOutNode node = graph.Nodes[i];
            bool isGiven = node.Op is StoredOp;
            EquatableArray<Value> inputs = node.Inputs.Select(input => input with { Node = packingOf[input.Node] });
            var key = new Content(isGiven ? node.Name : "", node.Op, node.Epilogue, node.LaidOutOutputs, inputs);
            if (!_numbers.TryGetValue(key, out int number))
            {
                _numbers[key] = number = _packings.Count;
                _packings.Add(new Packing(program, i, BytesOf(graph, node), isGiven));
            }

            packingOf[i] = number;
            _packings[number].Users.Add(user);
            _packings[number].IsPrivate |= isPrivate;
            _packings[number].IsPublished |= !isPrivate;
        }
    }

    /// <summary>Gives offsets from <paramref name="start"/> on, and the end of the last value.</summary>
    private static long Place(IEnumerable<Packing> packings, long start)
    {
        foreach (Packing packing in packings.Where(packing => !packing.IsGiven))
            for (int output = 0; output < packing.Offsets.Length; output++)
            {
                packing.Offsets[output] = start;
                start += packing.Bytes[output];
            }

        return start;
    }

    /// <summary>The bytes of each output, and of the workspace.</summary>
    private static long[] BytesOf(LaidOutGraph graph, LaidOutNode node) =>
        [.. node.Outputs.Select((type, output) => Storage.Lines(node.ElementsOf(output), type.Element)), node.WorkspaceBytes(graph)];

    /// <summary>What is packed: the name of a given value, or an op with its steps and the packings that it reads.</summary>
    private sealed record Content(string Name, Op Op, EquatableArray<ElementwiseOp> Steps, EquatableArray<LaidOutType> Outputs, EquatableArray<Value> Inputs);

    /// <summary>A value that is there when a call begins, with the program and the step that pack it and the users of its block.</summary>
    private sealed record Packing(int Program, int Step, long[] Bytes, bool IsGiven)
    {
        public long[] Offsets { get; } = new long[Bytes.Length];
        public SortedSet<int> Users { get; } = [];
        public bool IsPublished { get; set; }
        public bool IsPrivate { get; set; }
    }
}

/// <summary>A program's number, its row, and its graph as it is computed.</summary>
internal sealed record LoweredProgram(int Number, ProgramSpec Spec, LaidOutGraph Graph);

/// <summary>
/// Values that are packed for the same programs: inference as a whole, which has the number of its first program, and each training program. A step belongs to
/// the graph of one of them.
/// </summary>
internal sealed record PackingGroup(string Name, IReadOnlyList<int> Users, IReadOnlyList<(int Program, int Step)> Steps);
