using static Kiln.Peers.Int8.QuantizedModel;

namespace Kiln.Peers.Int8;

/// <summary>The networks of the comparison, layer by layer as ONNX has them, with the names of layers and of the scales of their results.</summary>
internal static class QuantizedNetworks
{
    private static readonly long[] Around = [1, 1, 1, 1], Behind = [0, 0, 1, 1];

    public static byte[] ResNet8(Int8File file)
    {
        QuantizedModel model = new(file);
        Value x = model.Convolve(model.Input("input", 3, 32, 32), "conv2d1", "relu1", 1);
        foreach ((string block, int stride) in ((string, int)[])[("tinyblock1.", 1), ("tinyblock2.", 2), ("tinyblock3.", 2)])
        {
            Value y = model.Convolve(x, block + "conv2d1", block + "relu1", stride == 1 ? Around : Behind, stride);
            y = model.Convolve(y, block + "conv2d2", block + "conv2d2", 1);
            Value shortcut = stride == 1 ? x : model.Convolve(x, block + "conv2d3", block + "conv2d3", 0, stride);
            x = model.Add(y, shortcut, block + "relu2");
        }

        x = model.Flatten(model.GlobalAverage(x, "globalaveragepool1"));
        return model.Build(model.Dense(x, "dense1", "dense1"), 10);
    }

    public static byte[] DsCnn(Int8File file)
    {
        const int Channels = 64;
        QuantizedModel model = new(file);
        Value x = model.Convolve(model.Input("input", 1, 49, 10), "conv2d1", "relu1", [4, 1, 5, 1], 2);
        for (int block = 1; block <= 4; block++)
        {
            string name = $"separable{block}.";
            x = model.Convolve(x, name + "conv2d1", name + "relu1", 1, groups: Channels);
            x = model.Convolve(x, name + "conv2d2", name + "relu2", 0);
        }

        x = model.Flatten(model.GlobalAverage(x, "globalaveragepool1"));
        return model.Build(model.Dense(x, "dense1", "dense1"), 12);
    }

    public static byte[] MicroKws(Int8File file)
    {
        QuantizedModel model = new(file);
        Value x = model.Convolve(model.Input("input", 1, 49, 40), "conv2d1", "relu1", [3, 3, 4, 4]);
        x = model.Convolve(model.Pool(x, "MaxPool", 2), "conv2d2", "relu2", [2, 2, 3, 3]);
        x = model.Convolve(model.Pool(x, "AveragePool", 2, "averagepool2d1"), "conv2d3", "relu3", [1, 1, 2, 2]);
        x = model.Flatten(model.Pool(x, "AveragePool", 2, "averagepool2d2"));
        x = model.Dense(model.Dense(x, "dense1", "relu4"), "dense2", "relu5");
        return model.Build(model.Dense(x, "dense3", "dense3"), 10);
    }

    public static byte[] MobileNet(Int8File file)
    {
        QuantizedModel model = new(file);
        Value x = model.Convolve(model.Input("image", 3, 96, 96), "conv2d1", "relu1", Behind, 2);
        int layer = 1, channels = 8;
        foreach ((int next, int stride) in ((int, int)[])[
            (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
        ])
        {
            layer++;
            x = model.Convolve(x, $"conv2d{layer}", $"relu{layer}", stride == 1 ? Around : Behind, stride, channels);
            layer++;
            x = model.Convolve(x, $"conv2d{layer}", $"relu{layer}", 0);
            channels = next;
        }

        x = model.Flatten(model.GlobalAverage(x, "globalaveragepool1"));
        return model.Build(model.Dense(x, "dense1", "dense1"), 2);
    }

    public static byte[] Autoencoder(Int8File file)
    {
        const int Last = 10;
        QuantizedModel model = new(file);
        Value x = model.Input("sound", 640);
        for (int layer = 1; layer < Last; layer++)
        {
            x = model.Dense(x, $"dense{layer}", $"relu{layer}");
        }

        return model.Build(model.Dense(x, $"dense{Last}", $"dense{Last}"), 640);
    }
}
