namespace Kiln;

/// <summary>Counts through a shape in row-major order like an odometer, and keeps the strided position of the present element.</summary>
internal struct RowMajorWalk
{
    private readonly int[] _shape;
    private readonly int[] _strides;
    private readonly int[] _index;
    private readonly int _length;

    public RowMajorWalk(int[] shape, int[] strides)
    {
        _shape = shape;
        _strides = strides;
        _index = new int[shape.Length];
        _length = (int)Shapes.Product(shape);
        Element = -1;
    }

    /// <summary>Row-major number of the present element.</summary>
    public int Element { get; private set; }

    /// <summary>Its position by the strides.</summary>
    public int Position { get; private set; }

    public bool MoveNext()
    {
        if (++Element >= _length) return false;
        if (Element == 0) return true;
        for (int axis = _shape.Length - 1; ; axis--)
        {
            Position += _strides[axis];
            if (++_index[axis] < _shape[axis]) return true;
            Position -= _strides[axis] * _shape[axis];
            _index[axis] = 0;
        }
    }
}
