namespace Kiln;

/// <summary>One tensor in PyTorch's shape and order over the kernels' own storage: a parameter, a running statistic or a gradient.</summary>
public readonly ref struct ParameterView
{
    private readonly NetworkCore? _core;
    private readonly StoredTensor? _tensor;
    private readonly bool _gradient;

    internal ParameterView(NetworkCore core, StoredTensor tensor, bool gradient)
    {
        _core = core;
        _tensor = tensor;
        _gradient = gradient;
    }

    /// <summary>PyTorch's shape, such as [out, in] or [out, in, height, width].</summary>
    public ReadOnlySpan<int> Shape => Tensor.Shape;

    /// <summary>Number of elements.</summary>
    public int Length => Tensor.Length;

    /// <summary>One element by PyTorch's index.</summary>
    /// <param name="index">One number for each axis of <see cref="Shape"/>.</param>
    /// <exception cref="ArgumentException">The number of indices is wrong, or one is outside the shape.</exception>
    public float this[params ReadOnlySpan<int> index] => Storage[Tensor.PositionOf(index)];

    private StoredTensor Tensor => _tensor ?? throw new InvalidOperationException("This view is empty; get one with network.Parameter(name).");

    private ReadOnlySpan<float> Storage => _gradient ? Tensor.In(_core!.Gradients) : _core!.Storage(Tensor);

    /// <summary>Copies all elements in PyTorch's order.</summary>
    /// <param name="destination">At least <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException(
                $"{Tensor.Name} has the shape {Tensor.ShapeText}: expected room for {Length} values, got {destination.Length}.", nameof(destination));
        Tensor.ToRowMajor(Storage, destination);
    }

    /// <summary>Sets all elements from PyTorch's order; for a parameter this is an edit, which the next Forward of this network sees.</summary>
    /// <param name="source">Exactly <see cref="Length"/> values.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        if (source.Length != Length)
            throw new ArgumentException($"{Tensor.Name} has the shape {Tensor.ShapeText}: expected {Length} values, got {source.Length}.", nameof(source));
        Tensor.FromRowMajor(source, _gradient ? Tensor.In(_core!.Gradients) : _core!.EditStorage(Tensor));
    }
}
