using Kiln.Kernels;

namespace Kiln;

/// <summary>Derived weights: inference reads published snapshots, training programs pack for themselves.</summary>
public sealed partial class NetworkCore
{
    private readonly AlignedBlock?[] _packed;
    private readonly long[] _packedVersions;
    private long _lastEdit;

    // Only the instance that edited publishes: another one could find the weights half written.
    private bool IsStale => _lastEdit > _weights.PublishedRevision;

    /// <summary>
    /// Shows this instance's edits to the instances that share the weights. Without such instances it waits for the next inference, so that
    /// training does not pack needlessly.
    /// </summary>
    public void Publish()
    {
        if (!_weights.AreShared || !IsStale) return;
        Enter();
        try
        {
            PublishNow();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Packs all inference programs into a snapshot; called by the publisher's weights, one at a time.</summary>
    internal void PackInto(PackedSnapshot snapshot)
    {
        Attach(snapshot);
        try
        {
            IReadOnlyList<ProgramLayout> programs = _weights.Layout.Programs;
            for (int program = 0; program < programs.Count; program++)
            {
                if (!programs[program].Training && programs[program].PackedFloats > 0) _network.Pack(program);
            }
        }
        finally
        {
            Detach(snapshot);
        }
    }

    private void PublishNow() => _weights.Publish(this);

    private void Attach(PackedSnapshot snapshot)
    {
        ReadOnlySpan<AlignedBlock?> blocks = snapshot.Blocks;
        for (int program = 0; program < blocks.Length; program++)
        {
            if (blocks[program] is { } block) _packed[program] = block;
        }
    }

    // A block that is not counted in must not be reachable: reading it would be a torn weight that no test sees.
    private void Detach(PackedSnapshot snapshot)
    {
        ReadOnlySpan<AlignedBlock?> blocks = snapshot.Blocks;
        for (int program = 0; program < blocks.Length; program++)
        {
            if (blocks[program] is not null) _packed[program] = null;
        }
    }

    private void PackForTraining(int program, ProgramLayout plan)
    {
        long version = Version;
        int block = plan.SharesPacked >= 0 ? plan.SharesPacked : program;
        long floats = _weights.Layout.Programs[block].PackedFloats;
        if (floats == 0 || _packedVersions[program] == version) return;
        _packed[block] ??= new AlignedBlock(floats, $"{Info.Name}: the packed weights of {plan.Name}");
        _network.Pack(program);
        _packedVersions[program] = version;
    }
}
