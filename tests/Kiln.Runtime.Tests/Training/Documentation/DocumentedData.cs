using Kiln.Data;
using Kiln.Training;

namespace Kiln.Runtime.Tests.Training;

/// <summary>The code of docs/data.md; <see cref="TrainingPagesTests"/> compares the page with the regions.</summary>
public sealed class DocumentedData
{
    private readonly IDataset data = TinyData.Points(100);
    private readonly TinyClassifier net = new(maxBatch: 8, seed: 1) { HasDropout = false };

    [Fact]
    public void Parts()
    {
        #region parts
        (IDataset train, IDataset held) = data.StratifiedSplit(0.8, column: 1);   // each class's share in both
        IDataset few = train.Take(20), rest = train.Skip(20);
        IDataset twos = data.Where((batch, sample) => batch.Read<int>(1, sample)[0] == 2);
        IDataset all = few.Concat(rest, twos);                                    // the same columns, one after the other
        #endregion
        Assert.Equal(data.Count + twos.Count, all.Count + held.Count);
    }

    [Fact]
    public void Folds()
    {
        #region folds
        foreach ((IDataset training, IDataset validation) in data.StratifiedFolds(5, column: 1))
            Trainer.For(net, new Adam(1e-3)).Fit(training, validation, epochs: 1);
        #endregion
        Assert.Equal(5, data.StratifiedFolds(5, column: 1).Count());
    }

    [Fact]
    public void Changes()
    {
        #region changes
        IDataset centred = data.Map(batch =>
        {
            foreach (ref float value in batch.Write<float>(0)) value -= 0.5f;
        });
        IDataset isTwo = data.Map([data.Columns[0], new TensorInfo("isTwo", [1], typeof(int))], (from, to) =>
        {
            from.Read<float>(0).CopyTo(to.Write<float>(0));
            for (int i = 0; i < from.Count; i++) to.Write<int>(1)[i] = from.Read<int>(1)[i] == 2 ? 1 : 0;
        });
        #endregion
        Batch before = new(data.Columns, 1), after = new(data.Columns, 1);
        data.Read([7], before);
        centred.Read([7], after);
        Assert.Equal(before.Read<float>(0)[0] - 0.5f, after.Read<float>(0)[0]);
        isTwo.Read([7], after);
        Assert.Equal(before.Read<int>(1)[0] == 2 ? 1 : 0, after.Read<int>(1)[0]);
    }

    [Fact]
    public void Rare_classes()
    {
        #region balanced
        Trainer.For(net, new Adam(1e-3)).Fit(data.Balanced(column: 1), epochs: 2);
        #endregion
        Assert.Equal(data.Count, data.Balanced(column: 1).Count);
    }
}
