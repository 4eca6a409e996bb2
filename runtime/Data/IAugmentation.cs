namespace Kiln.Data;

/// <summary>Changes a batch in place, targets included (mixup). Added to a dataset with <c>Augment</c>.</summary>
/// <remarks>It runs on background threads, for one batch after another; it must not allocate per batch or draw randomness from anywhere else.</remarks>
public interface IAugmentation
{
    /// <summary>Changes <see cref="Batch.Count"/> samples in place.</summary>
    /// <param name="batch">The samples as the dataset, or the augmentation before, left them.</param>
    /// <param name="random">Numbers of this step's own stream: adding another augmentation does not change them.</param>
    void Apply(Batch batch, ref Philox random);
}
