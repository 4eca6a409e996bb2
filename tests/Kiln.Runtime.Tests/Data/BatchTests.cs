using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class BatchTests
{
    private static readonly TensorInfo[] Info =
        [new("images", [1, 2, 3], typeof(float)), new("label", [], typeof(int)), new("raw", [5], typeof(byte)), new("codes", [2], typeof(sbyte))];

    [Fact]
    public void Spans_hold_count_times_the_elements_of_a_column()
    {
        Batch batch = new(Info, 4);
        Assert.Equal(4, batch.Count);
        Assert.Equal(24, batch.Read<float>(0).Length);
        batch.Count = 3;
        Assert.Equal([18, 3, 15, 6], [batch.Write<float>(0).Length, batch.Write<int>(1).Length, batch.Write<byte>(2).Length, batch.Write<sbyte>(3).Length]);
        batch.Count = 0;
        Assert.True(batch.Read<float>(0).IsEmpty);
    }

    [Fact]
    public void What_is_written_is_read_and_columns_do_not_overlap()
    {
        Batch batch = new(Info, 3);
        batch.Write<float>(0).Fill(1.5f);
        batch.Write<int>(1).Fill(-7);
        batch.Write<byte>(2).Fill(200);
        batch.Write<sbyte>(3).Fill(-3);
        Assert.All(batch.Read<float>(0).ToArray(), value => Assert.Equal(1.5f, value));
        Assert.All(batch.Read<int>(1).ToArray(), value => Assert.Equal(-7, value));
        Assert.All(batch.Read<byte>(2).ToArray(), value => Assert.Equal(200, value));
        Assert.All(batch.Read<sbyte>(3).ToArray(), value => Assert.Equal(-3, value));
        batch.Write<float>(0, sample: 1).Clear();
        Assert.Equal([1.5f, 0, 1.5f], [batch.Read<float>(0, 0)[5], batch.Read<float>(0, 1)[5], batch.Read<float>(0, 2)[0]]);
    }

    [Fact]
    public void Columns_begin_on_cache_lines()
    {
        Batch batch = new(Info, 3);
        ref byte raw = ref MemoryMarshal.GetReference(batch.Write<byte>(2));
        ref byte images = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(batch.Write<float>(0)));
        ref byte label = ref Unsafe.As<int, byte>(ref MemoryMarshal.GetReference(batch.Write<int>(1)));
        ref byte zero = ref Unsafe.NullRef<byte>();
        Assert.Equal(0, Unsafe.ByteOffset(ref zero, ref raw) % 64);
        Assert.Equal(0, Unsafe.ByteOffset(ref zero, ref images) % 64);
        Assert.Equal(0, Unsafe.ByteOffset(ref zero, ref label) % 64);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Batch batch = new(Info, 4);
        Assert.Contains(
            "Column 1 'label' holds int, not float: use Read<int>(1).", Assert.Throws<ArgumentException>(() => batch.Read<float>(1)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Column 0 'images' holds float, not double: use Write<float>(0).", Assert.Throws<ArgumentException>(() => batch.Write<double>(0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "4 columns: 'images', 'label', 'raw', 'codes'", Assert.Throws<ArgumentOutOfRangeException>("column", () => batch.Read<float>(4)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("column", () => batch.Read<float>(-1));
        Assert.Throws<ArgumentOutOfRangeException>("sample", () => batch.Read<float>(0, 4));
        Assert.Contains("capacity 4", Assert.Throws<ArgumentOutOfRangeException>("value", () => batch.Count = 5).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("value", () => batch.Count = -1);
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new Batch(Info, 0));
        Assert.Throws<ArgumentOutOfRangeException>("capacity", () => new Batch(Info, int.MaxValue));
        Assert.Throws<ArgumentException>("columns", () => new Batch([], 1));
        Assert.Contains(
            "'x' has size 0 on axis 1", Assert.Throws<ArgumentException>(() => new Batch([new("x", [2, 0], typeof(float))], 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("not Double", Assert.Throws<ArgumentException>(() => new Batch([new("x", [2], typeof(double))], 1)).Message, StringComparison.Ordinal);
    }
}
