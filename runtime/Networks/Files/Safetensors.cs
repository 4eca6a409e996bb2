namespace Kiln;

/// <summary>
/// The safetensors format: 8 bytes of header length (little-endian), a JSON header {name: {dtype, shape, data_offsets}} with optional text under
/// <c>__metadata__</c>, then the tensors' bytes without holes. Own code, no reflection, so that it trims and compiles ahead of time.
/// </summary>
internal static class Safetensors
{
    /// <summary>Bytes of the header length, which comes before the header.</summary>
    public const int LengthBytes = 8;

    /// <summary>Longest header that the format's reference reader accepts.</summary>
    public const int MaximumHeaderBytes = 100_000_000;

    /// <summary>Name in the header that is not a tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Writes tensors in the given order; the stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Texts by name; they come first, in ordinal order.</param>
    /// <param name="seal">Completes the header, whose length stays.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, or a tensor's bytes do not fit its shape.</exception>
    public static void Write(
        Stream stream, IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null, SealHeader? seal = null) =>
        SafetensorsWriter.Write(stream, tensors, metadata, seal);

    /// <summary>Reads to the end of the stream and checks everything that the format demands; the stream stays open.</summary>
    /// <param name="stream">Stream at the header length.</param>
    /// <param name="source">File name for messages.</param>
    /// <exception cref="WeightsException">Anything is malformed; the message names the source and the tensor or field.</exception>
    public static SafetensorsFile Read(Stream stream, string source) => new SafetensorsReader(stream, source).Read();
}
