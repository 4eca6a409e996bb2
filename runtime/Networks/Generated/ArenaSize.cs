using System.ComponentModel;

namespace Kiln.Kernels;

/// <summary>Floats of an arena: fixed, for each sample of the largest batch, for each worker. All three are multiples of 16.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ArenaSize(long Fixed, long PerSample, long PerWorker)
{
    /// <summary>Floats in all for <paramref name="samples"/> samples and <paramref name="workers"/> workers.</summary>
    public long Floats(int samples, int workers) => Fixed + PerSample * samples + PerWorker * workers;
}
