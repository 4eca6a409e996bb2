namespace Kiln.Training;

/// <summary>An optimizer's memory: for every tensor that it updates, a few blocks of as many numbers as the tensor has, zero at first.</summary>
internal sealed class OptimizerState
{
    private readonly float[] _values;
    private readonly int[] _starts;

    public OptimizerState(NetworkInfo info, int statesPerParameter)
    {
        IReadOnlyList<ParameterInfo> groups = info.Parameters;
        _starts = new int[groups.Count + 1];
        for (int i = 0; i < groups.Count; i++)
            _starts[i + 1] = checked(_starts[i] + (groups[i].Frozen ? 0 : groups[i].Length * statesPerParameter));
        _values = new float[_starts[^1]];
    }

    /// <summary>The numbers of one parameter, by its index in <see cref="NetworkInfo.Parameters"/>; empty if it is frozen.</summary>
    public Span<float> Of(int parameter) => _values.AsSpan(_starts[parameter].._starts[parameter + 1]);
}
