using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Kiln.Kernels;

namespace Kiln;

/// <summary>One call: the caller's spans are pinned, so that workers can reach them, and the weights do not change meanwhile.</summary>
public sealed unsafe partial class NetworkCore
{
    private const int Slots = 16;

    private readonly nint[] _bound = new nint[Slots];
    private int _busy;
    private bool _sharesSample;

    /// <summary>Runs one program on the caller's spans (inputs, targets, outputs as bytes; an empty span is an unbound slot).</summary>
    /// <param name="program">Index into the layout's programs.</param>
    /// <param name="batch">Number of samples, 1 to MaxBatch.</param>
    /// <param name="slot0">What <see cref="Bound{T}"/>(0) refers to during the call; likewise the others.</param>
    /// <param name="slot1">Slot 1.</param>
    /// <param name="slot2">Slot 2.</param>
    /// <param name="slot3">Slot 3.</param>
    /// <param name="slot4">Slot 4.</param>
    /// <param name="slot5">Slot 5.</param>
    /// <param name="slot6">Slot 6.</param>
    /// <param name="slot7">Slot 7.</param>
    /// <param name="slot8">Slot 8.</param>
    /// <param name="slot9">Slot 9.</param>
    /// <param name="slot10">Slot 10.</param>
    /// <param name="slot11">Slot 11.</param>
    /// <param name="slot12">Slot 12.</param>
    /// <param name="slot13">Slot 13.</param>
    /// <param name="slot14">Slot 14.</param>
    /// <param name="slot15">Slot 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is empty or larger than MaxBatch.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread is using this instance, the program continues one that has not run, or a quantized network has no numbers yet.
    /// </exception>
    public void Execute(
        int program, int batch, ReadOnlySpan<byte> slot0 = default, ReadOnlySpan<byte> slot1 = default, ReadOnlySpan<byte> slot2 = default,
        ReadOnlySpan<byte> slot3 = default, ReadOnlySpan<byte> slot4 = default, ReadOnlySpan<byte> slot5 = default, ReadOnlySpan<byte> slot6 = default,
        ReadOnlySpan<byte> slot7 = default, ReadOnlySpan<byte> slot8 = default, ReadOnlySpan<byte> slot9 = default, ReadOnlySpan<byte> slot10 = default,
        ReadOnlySpan<byte> slot11 = default, ReadOnlySpan<byte> slot12 = default, ReadOnlySpan<byte> slot13 = default, ReadOnlySpan<byte> slot14 = default,
        ReadOnlySpan<byte> slot15 = default)
    {
        if (batch < 1 || batch > MaxBatch) ThrowBatch(batch);
        RequireNumbers();
        Enter();
        try
        {
            fixed (byte* pin0 = slot0, pin1 = slot1, pin2 = slot2, pin3 = slot3, pin4 = slot4, pin5 = slot5, pin6 = slot6, pin7 = slot7)
            fixed (byte* pin8 = slot8, pin9 = slot9, pin10 = slot10, pin11 = slot11, pin12 = slot12, pin13 = slot13, pin14 = slot14, pin15 = slot15)
            {
                nint[] bound = _bound;
                bound[15] = (nint)pin15;
                bound[14] = (nint)pin14;
                bound[13] = (nint)pin13;
                bound[12] = (nint)pin12;
                bound[11] = (nint)pin11;
                bound[10] = (nint)pin10;
                bound[9] = (nint)pin9;
                bound[8] = (nint)pin8;
                bound[7] = (nint)pin7;
                bound[6] = (nint)pin6;
                bound[5] = (nint)pin5;
                bound[4] = (nint)pin4;
                bound[3] = (nint)pin3;
                bound[2] = (nint)pin2;
                bound[1] = (nint)pin1;
                bound[0] = (nint)pin0;
                ProgramLayout plan = _weights.Layout.Programs[program];
                if (plan.Training) Train(program, plan, batch);
                else Infer(program, batch);
            }
        }
        finally
        {
            Array.Clear(_bound);
            Leave();
        }
    }

    /// <summary>The caller's span of one slot, on any thread during Execute.</summary>
    /// <exception cref="InvalidOperationException">The slot is unbound.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Bound<T>(int slot)
        where T : unmanaged
    {
        nint address = _bound[slot];
        if (address == 0) ThrowUnbound(slot);
        return ref Unsafe.AsRef<T>((void*)address);
    }

    /// <summary>Has the slot refer to memory of an arena where the caller gave no span.</summary>
    public void BindLeftOut(int slot, ref float memory)
    {
        if (!IsBound(slot)) _bound[slot] = (nint)Unsafe.AsPointer(ref memory);
    }

    /// <summary>Whether the caller gave a span for the slot.</summary>
    internal bool IsBound(int slot) => _bound[slot] != 0;

    /// <summary>Runs the items of a segment on the workers, or here where they are too few.</summary>
    /// <param name="segment">Passed to the generated network's Run.</param>
    /// <param name="items">Number of items.</param>
    /// <param name="cost">Multiply-adds of an item, or what takes as long.</param>
    public void Split(int segment, nint items, long cost) => _workers.Run(_network, segment, checked((int)items), Workers.Grain(cost));

    /// <summary>
    /// Runs a segment over samples: each worker computes samples of its own, or, where there are fewer samples than threads, all share the large steps of one
    /// sample after another.
    /// </summary>
    /// <param name="segment">Passed to the generated network's Run.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="cost">Multiply-adds of a sample, or what takes as long.</param>
    public void SplitSamples(int segment, nint batch, long cost)
    {
        if (batch >= Threads)
        {
            Split(segment, batch, cost);
            return;
        }

        _sharesSample = true;
        try
        {
            _network.Run(segment, 0, 0, (int)batch);
        }
        finally
        {
            _sharesSample = false;
        }
    }

    /// <summary>Computes a large step of a sample: here, or with all threads where they share the sample. Called by the generated network's Run.</summary>
    /// <param name="stage">Passed to the generated network's RunStage.</param>
    /// <param name="worker">The worker that computes the sample; its values lie in that worker's scratch memory.</param>
    /// <param name="sample">Number of the sample.</param>
    /// <param name="items">Number of items of the step.</param>
    /// <param name="cost">Multiply-adds of an item, or what takes as long.</param>
    public void Share(int stage, int worker, nint sample, int items, long cost)
    {
        if (!_sharesSample)
        {
            _network.RunStage(stage, worker, (int)sample, worker, 0, items);
            return;
        }

        _sample.Number = (int)sample;
        _workers.Run(_sample, stage, items, Workers.Grain(cost));
    }

    /// <summary>Number of samples in a span of <paramref name="length"/> elements.</summary>
    /// <param name="length">Elements that the caller gave.</param>
    /// <param name="size">Elements of one sample.</param>
    /// <param name="name">The caller's parameter, for the message.</param>
    /// <exception cref="ArgumentException">Not a whole number of samples, none, or more than MaxBatch.</exception>
    public int BatchOf(int length, int size, string name)
    {
        (int batch, int rest) = Math.DivRem(length, size);
        if (rest != 0 || batch < 1 || batch > MaxBatch) ThrowSamples(length, size, name);
        return batch;
    }

    /// <summary>Checks that a span holds exactly one value set for each sample of the batch.</summary>
    /// <param name="length">Elements that the caller gave.</param>
    /// <param name="batch">Number of samples, from the first input.</param>
    /// <param name="size">Elements of one sample.</param>
    /// <param name="name">The caller's parameter, for the message.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void RequireLength(int length, int batch, int size, string name)
    {
        if (length != (long)batch * size) ThrowLength(length, batch, size, name);
    }

    private void Infer(int program, int batch)
    {
        _arenas[program] ??= NewArena(program);
        if (IsStale) PublishNow();
        PackedSnapshot snapshot = _weights.Acquire();
        Attach(snapshot);
        try
        {
            _network.Execute(program, batch);
        }
        finally
        {
            Detach(snapshot);
            snapshot.CountOut();
        }
    }

    private void Train(int program, ProgramLayout plan, int batch)
    {
        if (plan.WritesGradients) AllocatedGradients();
        if (plan.Continues >= 0)
        {
            TakeUp(plan, batch);
        }
        else
        {
            _left[program] = default;
            _arenas[program] ??= NewArena(program);
            PackForTraining(program, plan);
            BeginCall();
        }

        if (!Accumulate) ClearGradients(plan.WithoutGradient);
        try
        {
            _network.Execute(program, batch);
            _left[program] = new LeftActivations(batch, Version, Step);
            if (plan.Continues < 0) EndCall();
        }
        finally
        {
            if (plan.WritesState && _weights.State.Length > 0) _lastEdit = _weights.StateChanged();
        }
    }

    /// <summary>No step of the program writes these: what an earlier call, or the caller, left there is no gradient of this one.</summary>
    private void ClearGradients(IReadOnlyList<int> parameters)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            ParameterInfo parameter = Info.Parameters[parameters[i]];
            Gradients.Slice(parameter.Offset, parameter.Length).Clear();
        }
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _busy, 1) != 0) ThrowBusy();
    }

    private void Leave() => Volatile.Write(ref _busy, 0);

    [DoesNotReturn]
    private void ThrowBusy() =>
        throw new InvalidOperationException(
            $"This {Info.Name} is in use by another thread: an instance belongs to one thread at a time. "
            + "Give each thread its own with Share() or rent one from a NetworkPool.");

    [DoesNotReturn]
    private void ThrowBatch(int batch) =>
        throw new ArgumentOutOfRangeException(nameof(batch), batch, $"The batch must be 1 to maxBatch, which is {MaxBatch} for this {Info.Name}.");

    [DoesNotReturn]
    private void ThrowSamples(int length, int size, string name) =>
        throw new ArgumentException($"{name} holds {length} values; {Info.Name} expects {size} for each of 1 to {MaxBatch} samples (maxBatch).", name);

    [DoesNotReturn]
    private void ThrowLength(int length, int batch, int size, string name) =>
        throw new ArgumentException(
            $"{name} holds {length} values; {Info.Name} expects {size} for each of the {batch} samples, {(long)batch * size} in all.", name);

    [DoesNotReturn]
    private void ThrowUnbound(int slot) => throw new InvalidOperationException($"{Info.Name}: slot {slot} is not bound in this call.");
}
