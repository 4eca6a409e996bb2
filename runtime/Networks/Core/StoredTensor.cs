using Kiln.Kernels;

namespace Kiln;

/// <summary>A tensor of PyTorch's shape as the kernels store it: for each of PyTorch's axes, how far apart its elements lie.</summary>
internal sealed class StoredTensor
{
    private readonly int[] _shape;
    private readonly int[] _strides;

    public StoredTensor(TensorSpec spec)
    {
        Spec = spec;
        _shape = spec.Info.Shape.Map(size => size);
        _strides = new int[_shape.Length];
        IReadOnlyList<int> permutation = spec.Info.Permutation;
        int[] order = permutation.Map(axis => axis), axes = new int[_shape.Length];
        Array.Sort(order);
        for (int axis = 0; axis < axes.Length; axis++) axes[axis] = axis;
        if (!order.AsSpan().SequenceEqual(axes))
            throw new ArgumentException(
                $"{Name}: the permutation {Shapes.Format(permutation)} does not order the axes of {Shapes.Format(_shape)}.", nameof(spec));
        if (Shapes.Product(_shape) != spec.Info.Length)
            throw new ArgumentException($"{Name}: the shape {Shapes.Format(_shape)} does not hold {spec.Info.Length} floats.", nameof(spec));

        int stride = 1;
        for (int axis = _shape.Length - 1; axis >= 0; axis--)
        {
            _strides[permutation[axis]] = stride;
            stride *= _shape[permutation[axis]];
        }
    }

    public TensorSpec Spec { get; }

    public string Name => Spec.Info.Name;

    public bool IsState => Spec.State;

    public bool HasGradient => !Spec.State && !Spec.Info.Frozen;

    public int Length => Spec.Info.Length;

    public ReadOnlySpan<int> Shape => _shape;

    public string ShapeText => Shapes.Format(_shape);

    /// <summary>This tensor's part of its block.</summary>
    public Span<float> In(Span<float> block) => block.Slice(Spec.Info.Offset, Length);

    /// <inheritdoc cref="In(Span{float})"/>
    public ReadOnlySpan<float> In(ReadOnlySpan<float> block) => block.Slice(Spec.Info.Offset, Length);

    /// <summary>Position in storage of the element with PyTorch's index.</summary>
    /// <exception cref="ArgumentException">The index has another rank or lies outside the shape.</exception>
    public int PositionOf(ReadOnlySpan<int> index)
    {
        if (index.Length != _shape.Length)
            throw new ArgumentException($"{Name} has the shape {ShapeText}: expected {_shape.Length} indices, got {index.Length}.", nameof(index));
        int position = 0;
        for (int axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)_shape[axis])
                throw new ArgumentOutOfRangeException(
                    nameof(index), $"{Name} has the shape {ShapeText}: index {index[axis]} of axis {axis} is outside 0..{_shape[axis] - 1}.");
            position += index[axis] * _strides[axis];
        }

        return position;
    }

    /// <summary>Copies storage order to PyTorch's order.</summary>
    public void ToRowMajor(ReadOnlySpan<float> storage, Span<float> rowMajor)
    {
        for (RowMajorWalk walk = new(_shape, _strides); walk.MoveNext();) rowMajor[walk.Element] = storage[walk.Position];
    }

    /// <summary>Copies PyTorch's order to storage order.</summary>
    public void FromRowMajor(ReadOnlySpan<float> rowMajor, Span<float> storage)
    {
        for (RowMajorWalk walk = new(_shape, _strides); walk.MoveNext();) storage[walk.Position] = rowMajor[walk.Element];
    }

    /// <summary>Visits the elements in PyTorch's order with their positions in storage.</summary>
    public RowMajorWalk Walk() => new(_shape, _strides);
}
