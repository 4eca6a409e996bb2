namespace Kiln.Runtime.Tests.Networks;

public class SaveAndLoadTests
{
    private static readonly string[] AllNames = [FakeNetwork.Weight, FakeNetwork.Bias, FakeNetwork.Kernel, FakeNetwork.Frozen, FakeNetwork.Mean];

    [Fact]
    public void A_saved_network_loads_equal_with_its_running_statistics()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("fake.safetensors");
        FakeNetwork trained = new(seed: 1), loaded = new(seed: 2);
        for (int i = 0; i < 3; i++) trained.ForwardBackward(new float[5]);
        Assert.NotEqual(trained.Parameters.ToArray(), loaded.Parameters.ToArray());
        trained.Save(path);

        LoadReport report = loaded.Load(path);
        Assert.Equal(AllNames, report.Loaded);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unused);
        Assert.Equal(trained.Parameters.ToArray(), loaded.Parameters.ToArray());
        Assert.Equal([3f, 3, 3], loaded.Core.State[..3].ToArray());
        float[] expected = new float[3], actual = new float[3];
        trained.Forward([1, 2, 3, 4, 5], expected);
        loaded.Forward([1, 2, 3, 4, 5], actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Files_hold_pytorchs_names_shapes_and_order()
    {
        FakeNetwork network = new();
        float[] weight = [.. Enumerable.Range(0, 15).Select(i => (float)i)];
        network.Parameter(FakeNetwork.Weight).CopyFrom(weight);
        using MemoryStream stream = new();
        network.Save(stream);
        stream.Position = 0;
        SafetensorsFile file = Safetensors.Read(stream, "file");
        Assert.Equal(AllNames, file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.All(file.Tensors, tensor => Assert.Equal("F32", tensor.Type.Name));
        Assert.Equal([2L, 3, 1, 2], file.Find(FakeNetwork.Kernel)!.Shape);
        Assert.Equal([3L, 5], file.Find(FakeNetwork.Weight)!.Shape);
        float[] saved = new float[15];
        file.Find(FakeNetwork.Weight)!.CopyTo(saved);
        Assert.Equal(weight, saved);
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("fake.safetensors");
        System.IO.File.WriteAllText(path, "old");
        new FakeNetwork().Save(path);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        new FakeNetwork().Load(path);
    }

    [Fact]
    public void A_save_that_fails_keeps_the_old_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("file");
        System.IO.File.WriteAllText(path, "old");
        Assert.Throws<InvalidDataException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidDataException();
        }));
        Assert.Equal("old", System.IO.File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        string nowhere = Path.Combine(folder.Path, "none", "file");
        Assert.Contains("does not exist", Assert.Throws<DirectoryNotFoundException>(() => new FakeNetwork().Save(nowhere)).Message);
    }

    [Fact]
    public void A_part_of_a_file_loads_into_a_part_of_a_network()
    {
        FakeNetwork network = new();
        LoadReport report = network.Load(
            File("body.layer.bias", "head.layer.bias", "body.layer.extra"),
            new LoadOptions { Prefix = "body.", Into = "dense1.", AllowMissing = true, Rename = name => name.Replace("layer.", "", StringComparison.Ordinal) });
        Assert.Equal([FakeNetwork.Bias], report.Loaded);
        Assert.Equal(AllNames.Except([FakeNetwork.Bias]), report.Missing);
        Assert.Equal(["head.layer.bias", "body.layer.extra"], report.Unused);
        Assert.Equal(1, network.Parameter(FakeNetwork.Bias)[0]);
    }

    [Fact]
    public void Rename_may_skip_a_tensor()
    {
        LoadReport report = new FakeNetwork().Load(File("dense1.bias"), new LoadOptions { AllowMissing = true, Rename = _ => null });
        Assert.Empty(report.Loaded);
        Assert.Equal(["dense1.bias"], report.Unused);
    }

    [Fact]
    public void Two_tensors_for_one_place_are_an_error()
    {
        FakeNetwork network = new();
        WeightsException error = Assert.Throws<WeightsException>(
            () => network.Load(File("a", "b"), new LoadOptions { AllowMissing = true, Rename = _ => FakeNetwork.Bias }));
        Assert.Contains("tensor 'b' is the second one for dense1.bias", error.Message);
        Assert.Equal(0.25f, network.Parameter(FakeNetwork.Bias)[0]);
    }

    [Fact]
    public void Loading_reaches_shares_at_once()
    {
        FakeNetwork network = new(), share = network.Share();
        network.Load(File("dense1.bias"), new LoadOptions { AllowMissing = true });
        float[] output = new float[3];
        share.Forward(new float[5], output);
        Assert.Equal([1f, 2, 3], output);
    }

    /// <summary>Tensors of the bias's shape with the values 1, 2, 3.</summary>
    private static MemoryStream File(params string[] names)
    {
        MemoryStream stream = new();
        Safetensors.Write(stream, [.. names.Select(name => SafetensorsTensor.OfFloats(name, [3], [1, 2, 3]))]);
        stream.Position = 0;
        return stream;
    }
}
