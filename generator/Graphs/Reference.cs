namespace Kiln.Generator.Graphs;

/// <summary>
/// A tensor of the reference interpreter: float64 in the logical order of the shape, the leading dimension (k * N) first.
/// Class indices are stored as whole numbers.
/// </summary>
internal sealed class Tensor(Shape shape, int batch)
{
    public Shape Shape => shape;

    /// <summary>k * N, or 1 where there is no leading dimension.</summary>
    public int Rows { get; } = shape.Rows(batch);

    /// <summary>Elements of one row.</summary>
    public int RowLength { get; } = shape.ElementCount;

    public double[] Data { get; } = new double[shape.Rows(batch) * shape.ElementCount];

    public double this[int row, int element]
    {
        get => Data[(row * RowLength) + element];
        set => Data[(row * RowLength) + element] = value;
    }

    /// <summary>Element of a map: row, channel, height, width.</summary>
    public double this[int row, int channel, int y, int x]
    {
        get => Data[Offset(row, channel, y, x)];
        set => Data[Offset(row, channel, y, x)] = value;
    }

    /// <summary>Calls <paramref name="element"/> with the row of each element and its place in that.</summary>
    public void Visit(Action<int, int> element)
    {
        for (int row = 0; row < Rows; row++)
            for (int i = 0; i < RowLength; i++) element(row, i);
    }

    /// <summary>Gives each element the value for its row and its place in that.</summary>
    public void Fill(Func<int, int, double> value) => Visit((row, i) => this[row, i] = value(row, i));

    /// <summary>Gives each element the value for its place among those of all rows.</summary>
    public void Fill(Func<int, double> value)
    {
        for (int i = 0; i < Data.Length; i++) Data[i] = value(i);
    }

    private int Offset(int row, int channel, int y, int x) => (((((row * Shape[0]) + channel) * Shape[1]) + y) * Shape[2]) + x;
}

/// <summary>The view of a reference evaluation.</summary>
internal sealed class Reference(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs, int batch, RunSettings settings)
{
    public int Batch => batch;

    public RunSettings Settings => settings;

    public Tensor Input(int index = 0) => inputs[index];

    public int InputCount => inputs.Count;

    public Tensor Output(int index = 0) => outputs[index];

    public int OutputCount => outputs.Count;

    /// <summary>The same run over other tensors.</summary>
    public Reference Over(IEnumerable<Tensor> read, IEnumerable<Tensor> written) => new([.. read], [.. written], batch, settings);
}

/// <summary>What a run has besides its tensors: the factor of the loss gradient, and uniform numbers in [0, 1) by (layer name, sample, element).</summary>
internal sealed record RunSettings(Func<string, int, int, double> Uniform, double Scale = 1);
