using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public class DatasetTests
{
    [Fact]
    public void Arrays_become_columns_in_order()
    {
        IDataset data = Dataset.Of(
            count: 4, (float[])[0, 0, 0, 1, 1, 0, 1, 1], (int[])[0, 1, 1, 0], new Column((byte[])[1, 2, 3, 4, 5, 6, 7, 8], "mask", 2, 1));
        Assert.Equal(4, data.Count);
        Assert.Equal(["column0", "column1", "mask"], data.Columns.Select(column => column.Name));
        Assert.Equal([[2], [1], [2, 1]], data.Columns.Select(column => column.Shape));
        Batch batch = new(data.Columns, 4);
        data.Read([3, 1, 1], batch);
        Assert.Equal(3, batch.Count);
        Assert.Equal([1, 1, 0, 1, 0, 1], batch.Read<float>(0).ToArray());
        Assert.Equal([0, 1, 1], batch.Read<int>(1).ToArray());
        Assert.Equal([7, 8, 3, 4, 3, 4], batch.Read<byte>(2).ToArray());
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        Assert.Contains(
            "Column 1 'column1' has 7 values, which is not a multiple of the 4 samples",
            Assert.Throws<ArgumentException>("columns", () => Dataset.Of(4, new float[8], new int[7])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Column 0 'x' has 0 values", Assert.Throws<ArgumentException>("columns", () => Dataset.Of(4, new Column(new float[0], "x"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Column 0 'x' has 2 values per sample (8 for 4 samples), its shape [1, 3] needs 3",
            Assert.Throws<ArgumentException>("columns", () => Dataset.Of(4, new Column(new float[8], "x", 1, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("count", () => Dataset.Of(0, new float[8]));
        Assert.Throws<ArgumentException>("columns", () => Dataset.Of(4));
        Assert.Throws<ArgumentNullException>(() => Dataset.Of(4, (float[])null!));
    }

    [Fact]
    public void Rows_and_batches_are_checked()
    {
        IDataset data = Dataset.Of(4, new float[8], new int[4]);
        Batch batch = new(data.Columns, 2);
        Assert.Contains(
            "rows of this dataset run from 0 to 3", Assert.Throws<ArgumentOutOfRangeException>("rows", () => data.Read([4], batch)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => data.Read([-1], batch));
        Assert.Throws<ArgumentException>("rows", () => data.Read([0, 1, 2], batch));
        Assert.Throws<ArgumentException>("destination", () => data.Read([0], new Batch([data.Columns[0]], 1)));
        Assert.Contains(
            "'label', holds 1 float per sample, the data's 'column1' 1 int",
            Assert.Throws<ArgumentException>("destination", () => data.Read([0], new Batch([data.Columns[0], new("label", [], typeof(float))], 1))).Message,
            StringComparison.Ordinal);
        // Another shape with as many elements is fine.
        data.Read([0], new Batch([new("x", [1, 2], typeof(float)), new("y", [], typeof(int))], 1));
    }

    [Fact]
    public void Pixels_have_the_bits_of_a_division()
    {
        byte[] pixels = [.. Enumerable.Range(0, 256).Select(i => (byte)i), 1, 2, 3];
        ColumnReader reader = new PixelReader(new TensorInfo("x", [259], typeof(float)), pixels);
        Batch batch = new([reader.Info], 1);
        reader.Gather([0], batch, 0);
        Assert.Equal([.. pixels.Select(pixel => pixel / 255f)], batch.Read<float>(0).ToArray());
    }

    [Fact]
    public void Split_parts_cover_everything_once_and_depend_on_the_seed()
    {
        IDataset data = Rows.Numbered(100);
        (IDataset train, IDataset held) = data.Split(0.8, seed: 7);
        Assert.Equal((80, 20), (train.Count, held.Count));
        Assert.Equal(Enumerable.Range(0, 100), Rows.All(train).Concat(Rows.All(held)).Order());
        Assert.Equal(Rows.All(train), Rows.All(data.Split(0.8, seed: 7).Train));
        Assert.NotEqual(Rows.All(held).Order(), Rows.All(data.Split(0.8, seed: 8).Held).Order());
        Assert.NotEqual(Enumerable.Range(0, 80), Rows.All(train).Order());
        foreach (double fraction in new[] { 0, 1, -0.5, 1.5, double.NaN, 0.001, 0.999 })
            Assert.Throws<ArgumentOutOfRangeException>("trainFraction", () => data.Split(fraction));
    }

    [Fact]
    public void Every_sample_is_held_out_in_one_fold()
    {
        IDataset data = Rows.Numbered(23);
        (IDataset Train, IDataset Held)[] folds = [.. data.Folds(5, seed: 1)];
        Assert.Equal(5, folds.Length);
        Assert.Equal(Enumerable.Range(0, 23), folds.SelectMany(fold => Rows.All(fold.Held)).Order());
        foreach ((IDataset train, IDataset held) in folds)
        {
            Assert.InRange(held.Count, 4, 5);
            Assert.Equal(Enumerable.Range(0, 23), Rows.All(train).Concat(Rows.All(held)).Order());
        }

        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Folds(1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Folds(24));
    }

    [Fact]
    public void Parts_of_parts_read_the_right_rows()
    {
        IDataset data = Rows.Numbered(5000);
        IDataset part = data.Split(0.5, seed: 3).Train;
        int[] expected = Rows.All(part);
        Assert.Equal(expected[..1000], Rows.All(part.Take(1000)));
        Assert.Equal(expected[..10], Rows.All(part.Take(1000).Take(10)));
        Assert.Equal(expected[..1000], Rows.All(part.Columns(0).Take(1000)));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => part.Take(10).Read([10], new Batch(part.Columns, 1)));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Take(5001));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => data.Take(0));
    }

    [Fact]
    public void Columns_are_selected_in_order_and_may_repeat()
    {
        IDataset data = Dataset.Of(3, new Column((float[])[1, 2, 3, 4, 5, 6], "pair"), new Column((int[])[7, 8, 9], "label")).Columns(1, 0, 1);
        Assert.Equal(["label", "pair", "label"], data.Columns.Select(column => column.Name));
        Batch batch = new(data.Columns, 3);
        for (int again = 0; again < 2; again++)
        {
            data.Read([2, 0], batch);
            Assert.Equal([9, 7], batch.Read<int>(0).ToArray());
            Assert.Equal([5, 6, 1, 2], batch.Read<float>(1).ToArray());
            Assert.Equal([9, 7], batch.Read<int>(2).ToArray());
        }

        Assert.Throws<ArgumentException>("columns", () => data.Columns());
        Assert.Contains(
            "0 'label', 1 'pair', 2 'label'", Assert.Throws<ArgumentOutOfRangeException>("columns", () => data.Columns(3)).Message, StringComparison.Ordinal);
    }
}
