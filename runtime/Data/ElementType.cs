namespace Kiln.Data;

/// <summary>The element types a batch can hold, with their sizes and the names a C# user writes.</summary>
internal static class ElementType
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentException">The type is not float, int, byte or sbyte.</exception>
    public static int Size(Type type)
    {
        if (type == typeof(float) || type == typeof(int)) return 4;
        if (type == typeof(byte) || type == typeof(sbyte)) return 1;
        throw new ArgumentException($"A column holds float, int, byte or sbyte elements, not {type.Name}: convert the values first.", nameof(type));
    }

    /// <summary>The C# keyword of the type, for messages that can be pasted back into code.</summary>
    public static string Name(Type type) =>
        type == typeof(float) ? "float" :
        type == typeof(int) ? "int" :
        type == typeof(byte) ? "byte" :
        type == typeof(sbyte) ? "sbyte" :
        type == typeof(double) ? "double" :
        type == typeof(long) ? "long" : type.Name;

    /// <summary>Elements of one sample: the product of the shape, 1 for an empty one.</summary>
    /// <exception cref="ArgumentException">A size is not positive, or the product exceeds what an array can hold.</exception>
    public static int Count(string name, IReadOnlyList<int> shape)
    {
        long count = 1;
        for (int axis = 0; axis < shape.Count; axis++)
        {
            if (shape[axis] < 1)
                throw new ArgumentException(
                    $"Column '{name}' has size {shape[axis]} on axis {axis} of its shape [{string.Join(", ", shape)}]; every size must be at least 1.",
                    nameof(shape));
            count *= shape[axis];
            if (count > Array.MaxLength)
                throw new ArgumentException(
                    $"Column '{name}' of shape [{string.Join(", ", shape)}] has more than the {Array.MaxLength} elements an array can hold.", nameof(shape));
        }

        return (int)count;
    }
}
