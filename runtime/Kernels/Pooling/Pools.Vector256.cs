namespace Kiln.Kernels;

public static partial class MaxPool
{
    internal static void Run256(ref float x, ref float y, in PoolShape shape) =>
        ChannelsLastPooling.Forward256<MaximumPooling>(ref x, ref y, in shape);
}

public static partial class MaxPoolGradient
{
    internal static void Run256(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape) =>
        ChannelsLastPooling.MaximumGradient256(ref x, ref y, ref dy, ref dx, in shape);
}

public static partial class AveragePool
{
    internal static void Run256(ref float x, ref float y, in PoolShape shape) =>
        ChannelsLastPooling.Forward256<AveragePooling>(ref x, ref y, in shape);
}

public static partial class AveragePoolGradient
{
    internal static void Run256(ref float dy, ref float dx, in PoolShape shape) => ChannelsLastPooling.AverageGradient256(ref dy, ref dx, in shape);
}

public static partial class PlanarMaxPool
{
    internal static void Run256(ref float x, ref float y, in PoolShape shape) => PlanarPooling.Forward256<MaximumPooling>(ref x, ref y, in shape);
}

public static partial class PlanarMaxPoolGradient
{
    internal static void Run256(ref float x, ref float y, ref float dy, ref float dx, in PoolShape shape) =>
        PlanarPoolingGradient.Backward256<MaximumPooling>(ref x, ref y, ref dy, ref dx, in shape);
}

public static partial class PlanarAveragePool
{
    internal static void Run256(ref float x, ref float y, in PoolShape shape) => PlanarPooling.Forward256<AveragePooling>(ref x, ref y, in shape);
}

public static partial class PlanarAveragePoolGradient
{
    internal static void Run256(ref float dy, ref float dx, in PoolShape shape) =>
        PlanarPoolingGradient.Backward256<AveragePooling>(ref dx, ref dy, ref dy, ref dx, in shape);
}
