using Kiln.Kernels;

namespace Kiln;

/// <summary>The elements of a model's tensors, in files and in memory.</summary>
internal static class ModelElements
{
    /// <summary>How files call them.</summary>
    public static SafetensorsType TypeOf(ModelElement element) => element switch
    {
        ModelElement.Int8 => SafetensorsType.I8,
        ModelElement.UInt8 => SafetensorsType.U8,
        ModelElement.Int32 => SafetensorsType.I32,
        _ => SafetensorsType.F32,
    };

    /// <summary>Whether elements are of the type.</summary>
    public static bool Is<T>(ModelElement element) => element switch
    {
        ModelElement.Int8 => typeof(T) == typeof(sbyte),
        ModelElement.UInt8 => typeof(T) == typeof(byte),
        ModelElement.Int32 => typeof(T) == typeof(int),
        _ => typeof(T) == typeof(float),
    };

    /// <summary>Bytes of a tensor.</summary>
    public static int Bytes(ModelTensor tensor) => checked((int)Shapes.Product(tensor.Shape) * TypeOf(tensor.Element).Bytes);
}
