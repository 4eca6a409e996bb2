// Contract of the surface, replaced file by file.
#pragma warning disable CS9113, CS0067, CS1591, CA1822, CA1816, IDE0161, IDE0060, CS1712, CS1573
namespace Kiln.Data
{
    public sealed class Column
    {
        public static implicit operator Column(float[] values) => new(); public static implicit operator Column(int[] values) => new(); public static implicit operator Column(byte[] values) => new();
    }
    public sealed class Batch { public int Count => 0; public ReadOnlySpan<T> Read<T>(int column) where T : unmanaged => default; public Span<T> Write<T>(int column) where T : unmanaged => default; }
    public interface IDataset { int Count { get; } IReadOnlyList<TensorInfo> Columns { get; } void Read(ReadOnlySpan<int> rows, Batch destination); }
    public static class Dataset
    {
        public static IDataset Of(int count, params ReadOnlySpan<Column> columns) => null!;
        public static IDataset Idx(string imagesPath, string labelsPath) => null!;
        public static IDataset Csv(string path, string[] inputs, string[] targets) => null!;
        extension(IDataset data)
        {
            public (IDataset Train, IDataset Held) Split(double trainFraction, int seed = 0) => default;
            public IEnumerable<(IDataset Train, IDataset Held)> Folds(int count, int seed = 0) => [];
            public IDataset Take(int count) => data; public IDataset Columns(params ReadOnlySpan<int> columns) => data;
            public IDataset Augment(params ReadOnlySpan<IAugmentation> steps) => data;
            /// <summary>Reuses one Batch: do not keep it past the iteration.</summary>
            public IEnumerable<Batch> Batches(int size, int? shuffleSeed = null, bool dropLast = false) => [];
        }
    }
    /// <summary>Philox4x32-10, keyed; the only source of randomness inside Kiln.</summary>
    public struct Philox { public uint NextUInt32() => 0; public float NextSingle() => 0; public float NextNormal() => 0; }
    /// <summary>Changes a batch in place, targets included (mixup).</summary>
    public interface IAugmentation { void Apply(Batch batch, ref Philox random); }
}
