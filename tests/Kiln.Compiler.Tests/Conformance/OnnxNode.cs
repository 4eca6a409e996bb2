namespace Kiln.Compiler.Tests.Conformance;

/// <summary>
/// A node of an ONNX graph. Only attributes of <see cref="OnnxAttributes"/> can be asked for, so that what is read and what is known are the same.
/// </summary>
internal sealed class OnnxNode(ProtobufMessage message)
{
    private readonly Dictionary<string, ProtobufMessage> _attributes = message.Messages(5).ToDictionary(attribute => attribute.Text(1));

    public string Op { get; } = message.Text(4);

    public IReadOnlyList<string> Inputs { get; } = message.Texts(1);

    public IReadOnlyList<string> Outputs { get; } = message.Texts(2);

    /// <summary>The attributes that are given.</summary>
    public IEnumerable<string> Attributes => _attributes.Keys;

    public bool Has(string attribute) =>
        OnnxAttributes.Knows(Op, attribute)
            ? _attributes.ContainsKey(attribute)
            : throw new InvalidOperationException($"'{attribute}' of {Op} is read but is not in the table of attributes.");

    public int Int(string attribute, int absent) => Has(attribute) ? (int)_attributes[attribute].Number(3) : absent;

    public float Float(string attribute, float absent) => Has(attribute) ? _attributes[attribute].Floats(2).Single() : absent;

    /// <summary>One of the words that the reader understands.</summary>
    public string Word(string attribute, string absent, params ReadOnlySpan<string> others)
    {
        string word = Has(attribute) ? _attributes[attribute].Text(4) : absent;
        return word == absent || others.Contains(word) ? word : throw new LeftOutException($"{attribute} '{word}' of {Op}");
    }

    public int[] Ints(string attribute, params int[] absent) => Has(attribute) ? [.. _attributes[attribute].Numbers(8).Select(x => (int)x)] : absent;

    public double[] Floats(string attribute) => Has(attribute) ? [.. _attributes[attribute].Floats(7).Select(x => (double)x)] : [];

    public OnnxTensor? Tensor(string attribute) => Has(attribute) ? OnnxTensor.Read(_attributes[attribute].Messages(5).Single()) : null;
}
