namespace Kiln.Generator.Planning;

/// <summary>What all programs of a network share: where in their blocks its stored tensors lie, in bytes, and the numbers of the loss and its terms.</summary>
internal sealed class BlockLayout
{
    private readonly Dictionary<(Block Block, string Name), long> _offsets = [];
    private readonly Dictionary<Block, long> _bytes = [];
    private readonly Dictionary<string, int> _losses = [];

    public BlockLayout(Graph source)
    {
        foreach ((_, GraphNode node, StoredOp op) in source.All<StoredOp>())
        {
            Block block = BlockOf(op);
            _offsets.Add((block, node.Name), BytesOf(block));
            _bytes[block] = BytesOf(block) + Storage.Lines(op.Shape.ElementCount, node.Outputs[0].Element);
        }

        // The loss comes first, then the terms in order, then the parts of both.
        foreach (ResultKind kind in new[] { ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart })
            foreach (Result result in source.Results.Where(result => result.Kind == kind)) _losses.Add(result.Name, _losses.Count);
    }

    /// <summary>The loss, its terms and their parts.</summary>
    public int Losses => _losses.Count;

    public long OffsetOf(Block block, string name) => _offsets[(block, name)];
    public long BytesOf(Block block) => _bytes.TryGetValue(block, out long bytes) ? bytes : 0;
    public int LossOf(string name) => _losses[name];

    public static Block BlockOf(StoredOp op) => op.Kind switch
    {
        StoredKind.Parameter => Block.Parameters,
        StoredKind.State => Block.State,
        _ => Block.Model,
    };
}
