namespace Kiln.Runtime.Tests.Kernels;

/// <summary>Random shapes of layers, among them every kind of tail.</summary>
internal static class Int8Layers
{
    public static Int8Layer Convolution(Random random)
    {
        int groups = random.Next(3) == 0 ? random.Next(1, 6) : 1;
        int inputs = random.Next(1, groups > 1 ? 12 : 41), perGroup = random.Next(1, groups > 1 ? 20 : 41);
        return Windows(random, groups, inputs, groups * perGroup);
    }

    public static Int8Layer Depthwise(Random random)
    {
        int channels = random.Next(1, 41);
        return Windows(random, channels, 1, channels * (random.Next(3) == 0 ? random.Next(2, 6) : 1));
    }

    /// <summary>The depthwise layer of most networks: 3x3 taps, mostly with whole vectors of channels, in rows from one pixel on.</summary>
    public static Int8Layer ThreeByThree(Random random)
    {
        int channels = random.Next(4) == 0 ? random.Next(1, 70) : 8 * random.Next(1, 9);
        Int8Layer layer = Windows(random, channels, 1, channels);
        layer.TapRows = layer.TapColumns = 3;
        layer.StrideRows = random.Next(1, 3);
        layer.StrideColumns = random.Next(1, 3);
        layer.DilationRows = layer.DilationColumns = 1;
        if (random.Next(2) == 0) layer.OutputWidth = random.Next(1, 6);
        return layer;
    }

    /// <summary>A one-pixel kernel over a map that is cut into rows of other lengths than its own.</summary>
    public static Int8Layer Pointwise(Random random)
    {
        int width = random.Next(1, 20), height = random.Next(1, 4);
        return new Int8Layer
        {
            InputHeight = height,
            InputWidth = width,
            Groups = 1,
            InputsPerGroup = random.Next(1, 130),
            Channels = random.Next(1, 70),
            TapRows = 1,
            TapColumns = 1,
            OutputHeight = height,
            OutputWidth = width,
            LastWidth = random.Next(1, width + 1),
            InputGap = random.Next(3) == 0 ? random.Next(1, 9) : 0,
            OutputGap = random.Next(3) == 0 ? random.Next(1, 9) : 0
        };
    }

    /// <summary>A kernel that is the whole map.</summary>
    public static Int8Layer Dense(Random random)
    {
        int height = random.Next(1, 5), width = random.Next(1, 5);
        return new Int8Layer
        {
            InputHeight = height,
            InputWidth = width,
            Groups = 1,
            InputsPerGroup = random.Next(1, 70),
            Channels = random.Next(1, 70),
            TapRows = height,
            TapColumns = width,
            OutputHeight = 1,
            OutputWidth = 1
        };
    }

    /// <summary>A kernel that is the whole map, whose pixels and rows need no padding when weights are packed.</summary>
    public static Int8Layer Vector(Random random)
    {
        Int8Layer layer = Dense(random);
        if (random.Next(2) == 0)
        {
            layer.InputHeight = layer.InputWidth = layer.TapRows = layer.TapColumns = 1;
            layer.InputsPerGroup = random.Next(2, 70);
        }
        else layer.InputsPerGroup = layer.InputHeight == 1 ? 2 * random.Next(1, 35) : 4 * random.Next(1, 18);
        layer.Channels = random.Next(1, 200);
        return layer;
    }

    public static Int8Layer Transposed(Random random)
    {
        Int8Layer layer = Convolution(random);
        layer.InputsFirst = true;
        return layer;
    }

    private static Int8Layer Windows(Random random, int groups, int inputs, int channels)
    {
        int rows = random.Next(1, 6), columns = random.Next(1, 6);
        int strideRows = random.Next(1, 4), strideColumns = random.Next(1, 4);
        int dilationRows = random.Next(3) == 0 ? random.Next(2, 4) : 1, dilationColumns = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        int top = random.Next(3) == 0 ? random.Next(0, 8) : rows / 2, left = random.Next(3) == 0 ? random.Next(0, 8) : columns / 2;
        return new Int8Layer
        {
            InputHeight = random.Next(1, 9),
            InputWidth = random.Next(1, 24),
            Groups = groups,
            InputsPerGroup = inputs,
            Channels = channels,
            TapRows = rows,
            TapColumns = columns,
            StrideRows = strideRows,
            StrideColumns = strideColumns,
            DilationRows = dilationRows,
            DilationColumns = dilationColumns,
            PaddingTop = top,
            PaddingLeft = left,
            OutputHeight = random.Next(1, 8),
            OutputWidth = random.Next(1, 22),
            InputGap = random.Next(3) == 0 ? random.Next(1, 9) : 0,
            OutputGap = random.Next(3) == 0 ? random.Next(1, 9) : 0
        };
    }
}
