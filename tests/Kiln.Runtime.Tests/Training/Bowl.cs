using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Training;

/// <summary>
/// A loss of weights only, sum(curvature / 2 (w - minimum)^2), over a matrix [3, 7] and a vector [5]: what the golden values of the optimizers descend.
/// </summary>
internal sealed class Bowl : ITrainable, IGeneratedNetwork
{
    public static readonly ParameterInfo Matrix = new("matrix", [3, 7], [0, 1], Offset: 0, Length: 21, Frozen: false);
    public static readonly ParameterInfo Vector = new("vector", [5], [0], Offset: 32, Length: 5, Frozen: false);

    private static readonly float[] Minimum = OptimizerGolden.Minimum;
    private static readonly float[] Curvature = OptimizerGolden.Curvature;

    public Bowl(bool frozenVector = false)
    {
        ParameterInfo vector = Vector with { Frozen = frozenVector };
        NetworkInfo info = new()
        {
            Name = nameof(Bowl),
            Inputs = [],
            Outputs = [],
            Layers = [],
            Parameters = [Matrix, vector],
            ParameterCount = 26,
            MultiplyAdds = 0,
            ArenaBytes = 0,
        };
        TensorSpec[] tensors = [new(Matrix, InitialKind.Constant, 0), new(vector, InitialKind.Constant, 0)];
        Core = new NetworkCore(info, new NetworkLayout(ParameterFloats: 48, StateFloats: 0, Programs: [], tensors), this, maxBatch: 1, seed: 0, threads: 1);
        Weights = OptimizerGolden.Start;
    }

    public NetworkCore Core { get; }

    public int MaxBatch => 1;

    public ReadOnlySpan<float> Parameters => Core.Parameters;

    public Span<float> Gradients => Core.Gradients;

    /// <summary>The matrix row by row, then the vector.</summary>
    public float[] Weights
    {
        get => [.. Parameters.Slice(Matrix.Offset, Matrix.Length), .. Parameters.Slice(Vector.Offset, Vector.Length)];
        set
        {
            value.AsSpan(0, Matrix.Length).CopyTo(EditParameters().Slice(Matrix.Offset, Matrix.Length));
            value.AsSpan(Matrix.Length).CopyTo(EditParameters().Slice(Vector.Offset, Vector.Length));
        }
    }

    public void Differentiate()
    {
        for (int i = 0; i < Matrix.Length; i++) Gradients[Matrix.Offset + i] = Curvature[i] * (Parameters[Matrix.Offset + i] - Minimum[i]);
        for (int i = 0; i < Vector.Length; i++)
            Gradients[Vector.Offset + i] = Curvature[Matrix.Length + i] * (Parameters[Vector.Offset + i] - Minimum[Matrix.Length + i]);
    }

    public Span<float> EditParameters() => Core.EditParameters();

    public void Save(string path) => Core.Save(path);

    public void Save(Stream stream) => Core.Save(stream);

    public LoadReport Load(string path, LoadOptions? options = null) => Core.Load(path, options);

    public LoadReport Load(Stream stream, LoadOptions? options = null) => Core.Load(stream, options);

    void IGeneratedNetwork.Execute(int program, int batch) => throw new NotSupportedException();

    void IGeneratedNetwork.Pack(int program) => throw new NotSupportedException();

    void IParallelWork.Run(int segment, int worker, int first, int last) => throw new NotSupportedException();
}
