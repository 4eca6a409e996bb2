using System.Text;

namespace Kiln.Runtime.Tests.Networks;

public class MalformedWeightsTests
{
    private const string Bias = """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}""";

    /// <summary>Header, bytes of data, and what the message must name.</summary>
    public static TheoryData<string, int, string[]> Headers => new()
    {
        { "[]", 0, ["does not start with '{'"] },
        { " {}", 0, ["does not start with '{'"] },
        { "{]", 0, ["not valid JSON"] },
        { "{\"dense1.bias\":", 0, ["not valid JSON"] },
        { Bias + "} x", 12, ["not valid JSON"] },
        { Bias + ",}", 12, ["not valid JSON"] },
        { """{"dense1.bias":7}""", 0, ["tensor 'dense1.bias'", "an object", "got a number"] },
        { """{"dense1.bias":{}}""", 0, ["tensor 'dense1.bias'", "no dtype"] },
        { """{"dense1.bias":{"dtype":"F32","data_offsets":[0,12]}}""", 12, ["tensor 'dense1.bias'", "no shape"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3]}}""", 12, ["tensor 'dense1.bias'", "no data_offsets"] },
        { """{"dense1.bias":{"dtype":"F33","shape":[3],"data_offsets":[0,12]}}""", 12, ["dtype of tensor 'dense1.bias'", "'F33'"] },
        { """{"dense1.bias":{"dtype":null,"shape":[3],"data_offsets":[0,12]}}""", 12, ["dtype of tensor 'dense1.bias'", "null"] },
        { """{"dense1.bias":{"dtype":"F32","shape":3,"data_offsets":[0,12]}}""", 12, ["shape of tensor 'dense1.bias'", "a number"] },
        { """{"dense1.bias":{"dtype":"F32","shape":["3"],"data_offsets":[0,12]}}""", 12, ["shape of tensor 'dense1.bias'", "a string"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3.5],"data_offsets":[0,12]}}""", 12, ["shape of tensor 'dense1.bias'", "3.5"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}""", 12, ["shape of tensor 'dense1.bias'", "-3"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,12]}}""",
            12,
            ["shape of tensor 'dense1.bias'", "99999999999999999999"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, ["tensor 'dense1.bias'", "overflows"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,12]}}""", 12, ["tensor 'dense1.bias'", "overflows"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0]}}""", 12, ["data_offsets of tensor 'dense1.bias'", "[0]"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12,24]}}""", 12, ["data_offsets of tensor 'dense1.bias'", "more than 2"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[-12,0]}}""", 12, ["data_offsets of tensor 'dense1.bias'", "-12"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""", 12, ["data_offsets of tensor 'dense1.bias'", "begin at 12"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,16]}}""", 16, ["tensor 'dense1.bias'", "takes 12 bytes", "span 16"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}""", 16, ["tensor 'dense1.bias'", "hole"] },
        { Bias + ""","more":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}""", 20, ["tensor 'more'", "hole after tensor 'dense1.bias'"] },
        { Bias + ""","more":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, ["tensor 'more'", "overlaps tensor 'dense1.bias'"] },
        { Bias + ""","more":{"dtype":"U8","shape":[9],"data_offsets":[12,21]}}""", 20, ["tensor 'more'", "beyond the end", "20 bytes"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[4000000000],"data_offsets":[0,16000000000]}}""", 12, ["tensor 'dense1.bias'", "beyond the end"] },
        { Bias + "}", 11, ["tensor 'dense1.bias'", "11 bytes"] },
        { Bias + "}", 13, ["data follows", "byte 12"] },
        { Bias + ""","dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[12,24]}}""", 24, ["'dense1.bias' occurs twice"] },
        { """{"dense1.bias":{"dtype":"F32","dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", 12, ["dtype of tensor 'dense1.bias' occurs twice"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12],"strides":[1]}}""", 12, ["tensor 'dense1.bias'", "unknown field 'strides'"] },
        { """{"__metadata__":[],"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", 12, ["__metadata__", "got an array"] },
        { """{"__metadata__":{"format":7}}""", 0, ["__metadata__ entry 'format'", "got a number"] },
        { """{"__metadata__":{"a":"1","a":"2"}}""", 0, ["__metadata__ entry 'a'", "twice"] },
        { """{"__metadata__":{"a":"1"},"__metadata__":{}}""", 0, ["'__metadata__' occurs twice"] },
        { """{"\ud800":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", 12, ["not valid text"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""",
            4,
            ["shape of tensor 'dense1.bias'", "more than 64"] },
    };

    /// <summary>Well-formed files that do not fit the network.</summary>
    public static TheoryData<string, int, string[]> Misfits => new()
    {
        { """{"dense1.bias":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", 16, ["tensor 'dense1.bias'", "[4]", "[3]"] },
        { """{"dense1.bias":{"dtype":"F32","shape":[3,1],"data_offsets":[0,12]}}""", 12, ["tensor 'dense1.bias'", "[3, 1]"] },
        { """{"dense1.weight":{"dtype":"F32","shape":[5,3],"data_offsets":[0,60]}}""", 60, ["tensor 'dense1.weight'", "[5, 3]", "[3, 5]"] },
        { """{"dense1.bias":{"dtype":"I32","shape":[3],"data_offsets":[0,12]}}""", 12, ["tensor 'dense1.bias'", "I32", "F32, F16, BF16 or F64"] },
        { Bias + "}", 12, ["missing 'dense1.weight'", "'batchnorm1.running_mean'", "AllowMissing"] },
        { "{}", 0, ["missing 'dense1.weight', 'dense1.bias'"] },
        { """{"dense_1.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", 12, ["Unused in the file: 'dense_1.bias'"] },
    };

    [Theory, MemberData(nameof(Headers)), MemberData(nameof(Misfits))]
    public void A_bad_file_is_named_and_changes_nothing(string header, int dataBytes, string[] named) =>
        Rejects(SafetensorsBytes.Of(header, dataBytes), seekable: true, named);

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    public void A_file_shorter_than_its_header_length_is_rejected(string text) => Rejects(Encoding.ASCII.GetBytes(text), seekable: true, "the header length");

    [Theory]
    [InlineData(0ul, "the header length is 0")]
    [InlineData(1ul, "the header length is 1")]
    [InlineData(3ul, "within the header", "expected 3 bytes, got 2")]
    [InlineData(100_000_000ul, "within the header")]
    [InlineData(100_000_001ul, "the header length is 100000001")]
    [InlineData(ulong.MaxValue, "the header length is 18446744073709551615")]
    public void A_false_header_length_is_rejected(ulong length, params string[] named)
    {
        byte[] file = [.. SafetensorsBytes.Length(length), .. "{}"u8];
        Rejects(file, seekable: true, named);
        Rejects(file, seekable: false, named);
    }

    [Fact]
    public void A_header_that_is_no_text_is_rejected() =>
        Rejects(SafetensorsBytes.Of([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'], []), seekable: true, "not valid UTF-8");

    [Theory]
    [InlineData(11, "tensor 'dense1.bias'", "expected 12 bytes, got 11")]
    [InlineData(13, "data follows")]
    public void A_stream_of_unknown_length_is_checked_as_it_comes(int dataBytes, params string[] named) =>
        Rejects(SafetensorsBytes.Of(Bias + "}", dataBytes), seekable: false, named);

    [Fact]
    public void A_false_size_on_a_stream_of_unknown_length_allocates_little()
    {
        byte[] file = SafetensorsBytes.Of("""{"dense1.bias":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""", 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Rejects(file, seekable: false, "tensor 'dense1.bias'", "got 100");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Every_cut_of_a_good_file_is_rejected()
    {
        using MemoryStream good = new();
        new FakeNetwork().Save(good);
        byte[] bytes = good.ToArray();
        for (int length = 0; length < bytes.Length; length++) Rejects(bytes[..length], seekable: length % 2 == 0);
    }

    private static void Rejects(byte[] bytes, bool seekable, params string[] named)
    {
        FakeNetwork network = new(seed: 1);
        network.ForwardBackward(new float[5]);
        float[] parameters = network.Parameters.ToArray(), state = network.Core.State.ToArray();
        long version = network.Core.Version;

        using TemporaryFolder folder = new();
        string path = folder.File("weights.safetensors");
        WeightsException error;
        if (seekable)
        {
            File.WriteAllBytes(path, bytes);
            error = Assert.Throws<WeightsException>(() => network.Load(path));
            Assert.Contains(path, error.Message);
        }
        else
        {
            error = Assert.Throws<WeightsException>(() => network.Load(new SafetensorsBytes.Trickle(bytes)));
            Assert.Contains("the stream", error.Message);
        }

        Assert.All(named, part => Assert.Contains(part, error.Message));
        Assert.Equal(parameters, network.Parameters.ToArray());
        Assert.Equal(state, network.Core.State.ToArray());
        Assert.Equal(version, network.Core.Version);
    }
}
