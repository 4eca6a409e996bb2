using System.Buffers.Binary;
using System.Globalization;
using Kiln.Kernels;

namespace Kiln.Runtime.Tests.Networks;

/// <summary>The file of a quantized network: everything comes back, and nothing else is accepted.</summary>
public class ModelFileTests
{
    private const int LongestMessage = 1200;

    [Fact]
    public void A_file_holds_every_integer()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        IntegerNetwork loaded = new(network.Layout, network.ModelBytes);
        LoadReport report = loaded.Core.Load(new MemoryStream(file), null);
        Assert.Equal(network.Layout.Tensors.Select(tensor => tensor.Name), report.Loaded);
        Assert.Empty(report.Missing);
        Assert.Empty(report.Unused);
        Assert.True(network.Integers.Core.Model.SequenceEqual(loaded.Core.Model));
        Assert.Equal(file, loaded.Saved());
        loaded.Core.Execute(0, 1);

        SafetensorsFile read = Safetensors.Read(new MemoryStream(file), "file");
        Assert.Equal(("1", "Observed.Int8"), (read.Metadata["kiln.int8"], read.Metadata["network"]));
        Assert.Equal(network.Layout.Graph, read.Metadata["graph"]);
        Assert.Equal("I8", read.Find("dense1.weight")!.Type.Name);
        Assert.Equal([SmallNetwork.Hidden, SmallNetwork.Inputs], read.Find("dense1.weight")!.Shape);
    }

    [Fact]
    public void A_file_on_disk_and_a_slow_stream_give_the_same()
    {
        SmallNetwork network = new();
        network.Quantize();
        using TemporaryFolder folder = new();
        string path = folder.File("net.int8.safetensors");
        network.Integers.Core.Save(path, []);
        IntegerNetwork loaded = new(network.Layout, network.ModelBytes), slow = new(network.Layout, network.ModelBytes);
        loaded.Core.Load(path, null);
        slow.Core.Load(new SafetensorsBytes.Trickle(File.ReadAllBytes(path)), null);
        Assert.True(loaded.Core.Model.SequenceEqual(slow.Core.Model));
    }

    /// <summary>A file of floats alone would be half of the network.</summary>
    [Fact]
    public void Integers_are_not_saved_without_the_list_of_layers()
    {
        SmallNetwork network = new();
        network.Quantize();
        using TemporaryFolder folder = new();
        string path = folder.File("net.int8.safetensors");
        Assert.Contains("list of layers", Assert.Throws<InvalidOperationException>(() => network.Integers.Core.Save(path)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    /// <summary>Checksums as zlib computes them, so that others can write such files.</summary>
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xCBF43926u)]
    public void Checksums_are_those_of_zip(string text, uint expected) => Assert.Equal(expected, Crc32.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_single_changed_bit_is_refused_and_named()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        int data = Safetensors.LengthBytes + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        SafetensorsFile read = Safetensors.Read(new MemoryStream(file), "file");
        Random random = new(1);
        int at = data;
        foreach (SafetensorsTensor tensor in read.Tensors)
        {
            for (int trial = 0; trial < 20; trial++)
            {
                byte[] mutant = [.. file];
                mutant[at + random.Next(tensor.Data.Length)] ^= (byte)(1 << random.Next(8));
                Assert.Contains($"tensor '{tensor.Name}' has the checksum", Refusal(network, mutant), StringComparison.Ordinal);
            }

            at += tensor.Data.Length;
        }

        Assert.Equal(file.Length, at);
    }

    /// <summary>Every byte of the file, its length and the spaces at the end of its header included.</summary>
    [Fact]
    public void A_single_changed_byte_is_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        Random random = new(3);
        byte[] likely = [.. " \t\n\r0aAzZ\"\\{}[],:"u8];
        IntegerNetwork loaded = new(network.Layout, network.ModelBytes);
        for (int at = 0; at < file.Length; at++)
        {
            byte kept = file[at];
            byte[] changes = TestLevel.IsFull ? [.. Enumerable.Range(0, 256).Select(value => (byte)value)]
                : [(byte)(kept ^ 1), (byte)(kept ^ 0x20), (byte)random.Next(256), likely[random.Next(likely.Length)]];
            foreach (byte changed in changes.Where(value => value != kept))
            {
                file[at] = changed;
                Exception? error = Record.Exception(() => loaded.Core.Load(new MemoryStream(file), null));
                Assert.True(error is WeightsException, $"byte {at} changed from {kept} to {changed}: {error}");
            }

            file[at] = kept;
        }

        loaded.Core.Load(new MemoryStream(file), null);
    }

    /// <summary>Edits that leave every tensor as it was, with all lengths right.</summary>
    [Theory]
    [InlineData(",\"shape\"", ", \"shape\"")]
    [InlineData("\"format\":\"pt\"", "\"format\":\"np\"")]
    [InlineData("\"format\":\"pt\"", "\"format\":\"pt\",\"mine\":\"1\"")]
    [InlineData("Observed.Int8", "Observed.int8")]
    [InlineData("\"dtype\"", "\"\\u0064type\"")]
    [InlineData("{\"__metadata__\":{", "{ \"__metadata__\":{")]
    [InlineData("]}}", "]}} ")]
    public void A_header_that_says_the_same_in_another_way_is_refused(string written, string edited)
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        string header = System.Text.Encoding.UTF8.GetString(file, Safetensors.LengthBytes, length);
        string changed = header.Replace(written, edited, StringComparison.Ordinal);
        Assert.NotEqual(header, changed);
        byte[] mutant = SafetensorsBytes.Of(System.Text.Encoding.UTF8.GetBytes(changed), file.AsSpan(Safetensors.LengthBytes + length));
        Refusal(network, mutant, "the header, which lists the tensors, is not the one that was saved");
    }

    [Fact]
    public void Spoilt_files_are_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        int files = TestLevel.Count(quick: 600, full: 20_000), refused = 0;
        for (int seed = 0; seed < files; seed++)
        {
            byte[] mutant = new FileMutator(file, seed).Next();
            IntegerNetwork loaded = new(network.Layout, network.ModelBytes);
            try
            {
                loaded.Core.Load(seed % 2 == 0 ? new MemoryStream(mutant) : new SafetensorsBytes.Trickle(mutant), null);
                Assert.True(mutant.AsSpan().SequenceEqual(file), $"seed {seed} was not noticed");
            }
            catch (WeightsException error)
            {
                refused++;
                Assert.True(error.Message.Length <= LongestMessage, $"seed {seed}: {error.Message.Length} characters");
                Assert.DoesNotContain(error.Message, character => char.IsControl(character));
                Assert.True(loaded.Core.Model.IndexOfAnyExcept((byte)0) < 0, $"seed {seed}: the network changed");
                Assert.Throws<InvalidOperationException>(() => loaded.Core.QuantizationOf(0));
            }
        }

        Assert.InRange(refused, files / 2, files);
    }

    [Fact]
    public void A_file_that_is_cut_short_is_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        for (int length = 0; length < file.Length; length += 37) Refusal(network, file[..length]);
    }

    /// <summary>Files whose checksums are right and whose numbers no kernel could work with.</summary>
    [Theory]
    [InlineData("dense1.shift", 3, 25, "holds 25 at 3")]
    [InlineData("dense1.shift", 0, 65, "holds 65 at 0")]
    [InlineData("dense2.multiplier", 1, 1 << 30, "holds 1073741824 at 1")]
    [InlineData("dense2.multiplier", 0, 128, "holds 128 at 0")]
    [InlineData("dense2.multiplier", 0, -1073741952, "holds -1073741952 at 0")]
    [InlineData("dense1.clamp", 0, 127, null)]
    [InlineData("dense1.clamp", 1, -128, null)]
    [InlineData("dense2.clamp", 1, -128, null)]
    [InlineData("dense1.weight", 5, -128, "holds -128 in channel 0")]
    [InlineData("dense1.bias", 2, int.MaxValue, "lets sums of channel 2 reach")]
    [InlineData("dense1.bias", 2, int.MinValue, "lets sums of channel 2 reach")]
    [InlineData("add1.constants", 0, 32768, "has the factors 32768")]
    [InlineData("add1.constants", 1, -5, "which are not of 15 bits")]
    [InlineData("add1.constants", 2, 17, "has the offset 17")]
    [InlineData("add1.constants", 3, 24, "shifts by 24")]
    [InlineData("add1.constants", 3, 0, "shifts by 0")]
    [InlineData("softmax1.table", 0, 1 << 23, "begins with 8388608")]
    [InlineData("softmax1.table", 9, 1 << 22, "rises or is negative at entry 9")]
    [InlineData("softmax1.table", 255, -1, "rises or is negative at entry 255")]
    [InlineData("input.zero_point", 0, 127, null)]
    [InlineData("softmax1.zero_point", 0, 5, "the network fixes it at -128")]
    public void Numbers_that_kernels_cannot_take_are_refused(string tensor, int at, int value, string? problem)
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] mutant = Edited(network.Integers.Saved(), tensor, entry =>
        {
            byte[] data = entry.Data.ToArray();
            if (entry.Type.Bytes == 1) data[at] = (byte)value;
            else BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4 * at), value);
            return entry with { Data = data };
        });
        // Some edits make another network that is as good.
        if (problem is null) new IntegerNetwork(network.Layout, network.ModelBytes).Core.Load(new MemoryStream(mutant), null);
        else Assert.Contains($"tensor '{tensor}' ", Refusal(network, mutant, problem), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e-40f)]
    public void Scales_that_are_no_positive_numbers_are_refused(float scale)
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] mutant = Edited(network.Integers.Saved(), "dense2.scale", entry => SafetensorsTensor.OfFloats(entry.Name, entry.Shape, [scale]));
        Assert.Contains("tensor 'dense2.scale' is ", Refusal(network, mutant), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input.inverse_scale", "the scale makes it")]
    [InlineData("softmax1.scale", "the network fixes it at 0.00390625")]
    public void Scales_that_follow_from_others_are_compared(string tensor, string problem)
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] mutant = Edited(network.Integers.Saved(), tensor, entry => SafetensorsTensor.OfFloats(entry.Name, entry.Shape, [0.125f]));
        Assert.Contains($"tensor '{tensor}' is ", Refusal(network, mutant, problem), StringComparison.Ordinal);
    }

    [Fact]
    public void A_clamp_in_the_wrong_order_and_a_pair_that_saturates_are_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        Refusal(network, Edited(file, "dense1.clamp", entry => entry with { Data = new byte[] { 10, 9 } }), "tensor 'dense1.clamp' has a low bound, 10");
        Refusal(network, Edited(file, "dense1.weight", entry => entry with { Data = Pair(entry, 65, 64) }), "tensor 'dense1.weight' holds the pair 65, 64");
        Refusal(network, Edited(file, "dense1.weight", entry => entry with { Data = Pair(entry, -2, -127) }), "holds the pair -2, -127");
        new IntegerNetwork(network.Layout, network.ModelBytes).Core.Load(
            new MemoryStream(Edited(file, "dense1.weight", entry => entry with { Data = Pair(entry, -127, 127) })), null);

        static byte[] Pair(SafetensorsTensor entry, int one, int other)
        {
            byte[] data = entry.Data.ToArray();
            (data[2], data[3]) = ((byte)one, (byte)other);
            return data;
        }
    }

    [Fact]
    public void Tensors_of_another_name_type_or_shape_are_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        Refusal(network, Edited(file, "dense1.bias", entry => entry with { Name = "dense9.bias" }), "has no tensor 'dense9.bias'");
        Refusal(network, Edited(file, "dense1.bias", _ => null), "missing 'dense1.bias' of Observed.Int8");
        Refusal(network, Edited(file, "dense1.shift", entry => entry with { Type = SafetensorsType.I8 }), "tensor 'dense1.shift' has the type I8, expected U8");
        Refusal(
            network, Edited(file, "dense1.weight", entry => entry with { Shape = [SmallNetwork.Inputs, SmallNetwork.Hidden] }),
            "tensor 'dense1.weight' has the shape [6, 8], expected [8, 6]");
    }

    [Fact]
    public void Files_of_other_networks_and_versions_are_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        QuantizationLayout changed = network.Layout with { Graph = "ffff" };
        Refusal(new IntegerNetwork(changed, network.ModelBytes), file, "Observed.Int8 has changed since this file was saved");
        Refusal(new IntegerNetwork(changed, network.ModelBytes, name: "Other.Int8"), file, "these are the integers of Observed.Int8, not of Other.Int8");
        Refusal(network, Edited(file, "", entry => entry, ("kiln.int8", "2")), "of version 2 of the format");
        Refusal(network, Edited(file, "", entry => entry, ("layers", "{}")), "the list of layers is not that of Observed.Int8");

        using MemoryStream floats = new();
        new FakeNetwork().Save(floats);
        Refusal(network, floats.ToArray(), "this file holds no integers of a quantized network");
        WeightsException error = Assert.Throws<WeightsException>(() => new FakeNetwork().Load(new MemoryStream(file)));
        Assert.Contains("these are integers of Observed.Int8, and Fake has its weights in floats", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_rename_are_refused()
    {
        SmallNetwork network = new();
        network.Quantize();
        byte[] file = network.Integers.Saved();
        LoadOptions[] refused = [new() { Prefix = "a." }, new() { Into = "b." }, new() { AllowMissing = true }, new() { Rename = name => name }];
        foreach (LoadOptions options in refused)
            Assert.Throws<ArgumentException>(() => network.Integers.Core.Load(new MemoryStream(file), options));
        network.Integers.Core.Load(new MemoryStream(file), new LoadOptions());
    }

    [Fact]
    public void A_refused_file_leaves_the_numbers_that_were_there()
    {
        SmallNetwork network = new(), other = new(seed: 8);
        network.Quantize();
        other.Quantize();
        byte[] before = network.Integers.Core.Model.ToArray();
        long version = network.Integers.Core.Version;
        byte[] mutant = Edited(other.Integers.Saved(), "dense1.shift", entry => entry with { Data = new byte[SmallNetwork.Hidden] });
        Assert.Throws<WeightsException>(() => network.Integers.Core.Load(new MemoryStream(mutant), null));
        Assert.True(network.Integers.Core.Model.SequenceEqual(before));
        Assert.Equal(version, network.Integers.Core.Version);
    }

    private static string Refusal(SmallNetwork network, byte[] file, string problem = "") =>
        Refusal(new IntegerNetwork(network.Layout, network.ModelBytes), file, problem);

    private static string Refusal(IntegerNetwork network, byte[] file, string problem)
    {
        string message = Assert.Throws<WeightsException>(() => network.Core.Load(new MemoryStream(file), null)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.True(network.Core.Model.IndexOfAnyExcept((byte)0) < 0);
        return message;
    }

    /// <summary>A file with one tensor changed, or left out, whose checksums are right.</summary>
    private static byte[] Edited(byte[] file, string name, Func<SafetensorsTensor, SafetensorsTensor?> edit, params (string Key, string Value)[] metadata)
    {
        SafetensorsFile read = Safetensors.Read(new MemoryStream(file), "file");
        List<SafetensorsTensor> tensors = [];
        foreach (SafetensorsTensor tensor in read.Tensors)
            if ((tensor.Name == name ? edit(tensor) : tensor) is { } kept) tensors.Add(kept);
        Dictionary<string, string> text = new(read.Metadata);
        foreach (SafetensorsTensor tensor in tensors)
            text["crc32:" + tensor.Name] = Crc32.Of(tensor.Data.Span).ToString("x8", CultureInfo.InvariantCulture);
        foreach ((string key, string value) in metadata) text[key] = value;
        using MemoryStream stream = new();
        Safetensors.Write(stream, tensors, text, HeaderChecksum.Seal);
        return stream.ToArray();
    }
}
