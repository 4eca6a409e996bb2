using System.Runtime.InteropServices;
using Kiln.Data;

namespace Kiln.Arm64.Cases;

/// <summary>A network whose results one machine writes and another one compares with its own.</summary>
internal abstract class NetworkCase(string name)
{
    public const int Samples = 3;

    public string Name => name;

    /// <summary>Writes models and results into a folder.</summary>
    public abstract void Write(string folder);

    /// <summary>Results of integers must be the same, to the bit; those of floats nearly.</summary>
    public abstract void Check(string folder);

    /// <summary>The columns as a program has them that knows nothing of bytes.</summary>
    protected static IReadOnlyList<TensorInfo> Floats(IReadOnlyList<TensorInfo> columns) =>
        [.. columns.Select(column => column.Element == typeof(sbyte) ? new TensorInfo(column.Name, column.Shape, typeof(float)) : column)];
}

/// <summary>A network and its integer form.</summary>
internal sealed class NetworkCase<TNetwork, TInt8>(Func<TNetwork, IDataset, TInt8> quantize) : NetworkCase(typeof(TNetwork).Name)
    where TNetwork : class, ITrainable<TNetwork>
    where TInt8 : class, INetwork<TInt8>
{
    /// <summary>How far floats may be from those of other vectors, which add in another order; relative where they are large.</summary>
    private const float Tolerance = 1e-4f;

    public override void Write(string folder)
    {
        TNetwork floats = TNetwork.Create(Samples, seed: 1, threads: 1);
        floats.Save(FloatModel(folder));
        Write(Results(folder, "floats"), FloatResults(floats));
        TInt8 integers = quantize(floats, Data());
        integers.Save(IntegerModel(folder));
        Write(Results(folder, "integers"), Outputs(integers));
    }

    public override void Check(string folder)
    {
        TNetwork floats = TNetwork.Create(Samples, seed: 2, threads: 2);
        floats.Load(FloatModel(folder));
        foreach ((float expected, float actual) in Read(Results(folder, "floats")).Zip(FloatResults(floats)))
            Assert.Equal(expected, actual, Tolerance * (1 + Math.Abs(expected)));

        for (int threads = 1; threads <= 2; threads++)
        {
            TInt8 integers = TInt8.Create(Samples, threads: threads);
            integers.Load(IntegerModel(folder));
            Assert.Equal(Read(Results(folder, "integers")), Outputs(integers));
        }
    }

    /// <summary>The loss, the gradients and the outputs.</summary>
    private static float[] FloatResults(TNetwork network)
    {
        Batch samples = RandomBatch([.. TNetwork.Info.Inputs, .. TNetwork.Info.Targets]);
        float loss = network.ForwardBackward(samples);
        return [loss, .. network.Gradients, .. Outputs(network)];
    }

    private static float[] Outputs<T>(T network)
        where T : class, INetwork<T>
    {
        Batch results = new(Floats(T.Info.Outputs), Samples);
        network.Forward(RandomBatch(Floats(T.Info.Inputs)), results);
        return results.Read<float>(0).ToArray();
    }

    private static IDataset Data()
    {
        Batch samples = RandomBatch(TNetwork.Info.Inputs);
        Column[] columns =
        [
            .. samples.Columns.Select((info, column) => info.Element == typeof(int)
                ? new Column(samples.Read<int>(column).ToArray(), info.Name, [.. info.Shape])
                : new Column(samples.Read<float>(column).ToArray(), info.Name, [.. info.Shape])),
        ];
        return Dataset.Of(Samples, columns);
    }

    private static Batch RandomBatch(IReadOnlyList<TensorInfo> columns)
    {
        Random random = new(4);
        Batch batch = new(columns, Samples);
        for (int column = 0; column < columns.Count; column++)
            if (columns[column].Element == typeof(int)) foreach (ref int value in batch.Write<int>(column)) value = random.Next(4);
            else foreach (ref float value in batch.Write<float>(column)) value = (2 * random.NextSingle()) - 1;
        return batch;
    }

    private string FloatModel(string folder) => Path.Combine(folder, Name + ".safetensors");

    private string IntegerModel(string folder) => Path.Combine(folder, Name + ".int8.safetensors");

    private string Results(string folder, string kind) => Path.Combine(folder, $"{Name}.{kind}");

    private static void Write(string path, float[] values) => File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(values));

    private static float[] Read(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
