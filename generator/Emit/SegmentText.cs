using Kiln.Generator.Layouts;
using Kiln.Generator.Planning;
using Kiln.Generator.Steps;

namespace Kiln.Generator.Emit;

/// <summary>
/// Prints the addresses of one method's steps by the names of their buffers. A buffer of which each sample has one is that of the present sample if
/// <paramref name="isOfSample"/>, else that of the first.
/// </summary>
internal sealed class SegmentText(CompiledProgram program, BufferNames names, MethodBuffers buffers, bool isOfSample = false, string slot = "worker")
{
    private readonly Plan _plan = program.Plan;

    /// <summary>The block of packed weights as the methods that fill it are given it.</summary>
    public const string PackedParameter = "packed";

    /// <summary>Whether the method fills the block of packed weights that it is given.</summary>
    public bool Packs { get; init; }

    /// <summary>Notes the buffers that statements use.</summary>
    public void Use(IEnumerable<Statement> statements)
    {
        foreach (Argument argument in statements.SelectMany(statement => statement.Addresses))
            if (argument is Argument.Workspace workspace) buffers.Use(KeyOf(workspace.Step), 0);
            else if (argument is Argument.PartialSum sum) buffers.Use(KeyOf(sum), sum.Offset);
            else if (argument is Argument.Address { Value: var value } address) buffers.Use(KeyOf(value), OffsetOf(address));
    }

    /// <summary>The element at an address: an expression to take a ref of.</summary>
    public string Address(Argument.Address address)
    {
        (Storage storage, DType element) = (_plan.Storage[address.Value], _plan.Graph.TypeOf(address.Value).Element);
        if (storage.Block == Block.Losses) return $"kiln.Losses[{SourceWriter.Number(storage.Offset)}]";
        // The weights that a method packs are named like those that it fills.
        string name = names.Of(address.Value) + (Packs && _plan.Graph[address.Value].Op is IPackOp ? "Packed" : "");
        string text = buffers.At(KeyOf(address.Value), name, OffsetOf(address), () => PlaceOf(storage, element));
        return address.AsFloats ? PlaceText.As(element, DType.Float32, text) : text;
    }

    /// <summary>The workspace of a step: the worker's own, wherever the values of the sample lie.</summary>
    public string Workspace(int step)
    {
        Storage storage = _plan.Workspaces[step];
        return buffers.At(KeyOf(step), names.OfWorkspace(step), 0, () => new Place(
            (origin, offset) => storage.Block == Block.Packed ? Packed(origin + offset) : PlaceText.Scratch(program, "worker", origin + offset),
            Storage.Floats(storage.Offset), 0, DType.Float32));
    }

    /// <summary>An element of a step's partial sums: they lie where the values of the sample, or of the batch, do.</summary>
    public string PartialSum(Argument.PartialSum sum) =>
        buffers.At(KeyOf(sum), names.OfPartialSums(sum.Step), sum.Offset, () => PlaceOf(_plan.PartialSums[sum.Step], DType.Float32));

    /// <summary>In the arena, values that follow each other in the same memory have names of their own; elsewhere a place is one buffer.</summary>
    private object KeyOf(Value value) =>
        _plan.Storage[value] is var storage && IsOfArena(storage) ? new ArenaBuffer(program.Number, value) : new OtherBuffer(storage.Block, storage.Offset);

    private object KeyOf(int step) => new StepBuffer(program.Number, step, IsOfSums: false);
    private object KeyOf(Argument.PartialSum sum) => new StepBuffer(program.Number, sum.Step, IsOfSums: true);

    private sealed record ArenaBuffer(int Program, Value Value);
    private sealed record OtherBuffer(Block Block, long Offset);
    private sealed record StepBuffer(int Program, int Step, bool IsOfSums);

    private Expression OffsetOf(Argument.Address address)
    {
        (LaidOutType type, Storage storage) = (_plan.Graph.LaidOut(address.Value), _plan.Storage[address.Value]);
        return IsOfArena(storage) && type.Shape.Leading != 0 ? Geometry.Of(type).Interior + address.Offset : address.Offset;
    }

    private Place PlaceOf(Storage storage, DType element)
    {
        Expression start = isOfSample && storage.Block is Block.Caller or Block.PerSample ? storage.Stride / element.Size() * Expression.Sample : 0;
        if (storage.Block == Block.Caller) return new Place((_, offset) => PlaceText.Caller(storage.Offset, offset, element), null, start, element);
        if (storage.Block == Block.PerSample)
            return new Place(
                (origin, offset) => Typed(rest => PlaceText.Samples(program, origin, rest), offset), Storage.Floats(storage.Offset), start, element);
        Func<Expression, string> reference = storage.Block switch
        {
            Block.Worker => offset => PlaceText.Scratch(program, slot, offset),
            Block.Fixed => offset => PlaceText.Once(program, offset),
            Block.Packed => Packed,
            _ => offset => PlaceText.Stored(storage.Block, offset),
        };
        return new Place((origin, offset) => Typed(reference, origin + offset), storage.Offset / element.Size(), start, element);

        // Blocks are referred to as floats, buffers as what they hold.
        string Typed(Func<Expression, string> reference, Expression offset) => element.Size() == sizeof(float)
            ? PlaceText.As(DType.Float32, element, reference(offset))
            : PlaceText.At(PlaceText.As(DType.Float32, element, reference(0)), offset, element);
    }

    private string Packed(Expression offset) => Packs ? PlaceText.At(PackedParameter, offset) : PlaceText.Packed(program, offset);
    private static bool IsOfArena(Storage storage) => storage.Block is Block.Fixed or Block.PerSample or Block.Worker;
}
