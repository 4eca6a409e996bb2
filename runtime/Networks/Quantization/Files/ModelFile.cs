using System.Globalization;
using Kiln.Kernels;

namespace Kiln;

/// <summary>
/// A quantized network as a safetensors file: every integer that a device needs, none of which is computed again, and the parameters of layers that stay in
/// floats. The metadata says which version of the format it is, whose integers these are, which layers compute with them in which order, and checksums of
/// the header and of each tensor.
/// </summary>
internal static class ModelFile
{
    private const string Version = "1";
    private const string VersionKey = "kiln.int8", NetworkKey = "network", GraphKey = "graph", LayersKey = "layers", ChecksumKey = "crc32:";
    private const string Remedy = "use a file exactly as Save wrote it.";

    /// <summary>Whose integers a file holds; null if it is no quantized network.</summary>
    public static string? NetworkOf(SafetensorsFile file) =>
        file.Metadata.ContainsKey(VersionKey) ? file.Metadata.GetValueOrDefault(NetworkKey, "a network") : null;

    public static void Save(NetworkCore core, ModelIndex index, IReadOnlyList<string> layers, Stream stream)
    {
        core.RequireNumbers();
        SafetensorsTensor[] tensors =
        [
            .. index.Layout.Tensors.Select(tensor => Entry(core, tensor)),
            .. core.Tensors.Select(tensor => WeightFile.Entry(core, tensor)),
        ];
        Dictionary<string, string> metadata = new()
        {
            [HeaderChecksum.Key] = HeaderChecksum.Open, ["format"] = "pt", [VersionKey] = Version, [NetworkKey] = core.Info.Name,
            [GraphKey] = index.Layout.Graph, [LayersKey] = string.Join('\n', layers),
        };
        foreach (SafetensorsTensor tensor in tensors) metadata.Add(ChecksumKey + tensor.Name, Checksum(tensor));
        Safetensors.Write(stream, tensors, metadata, HeaderChecksum.Seal);
    }

    /// <summary>Reads and checks everything, and only then changes the network.</summary>
    /// <exception cref="WeightsException">The file is malformed or edited, or belongs to another network; nothing has changed.</exception>
    public static LoadReport Load(NetworkCore core, ModelIndex index, Stream stream, string source, LoadOptions options)
    {
        if (options != new LoadOptions())
            throw new ArgumentException(
                $"{core.Info.Name} loads whole files under their own names: leave out Prefix, Into, Rename and AllowMissing.", nameof(options));
        SafetensorsFile file = Safetensors.Read(stream, source);
        RequireKind(core, index.Layout, file, source);
        RequireNames(core, index, file, source);
        ModelBlock block = new(index, core.Model.Length);
        foreach (ModelTensor tensor in index.Layout.Tensors)
        {
            SafetensorsTensor entry = Checked(file, source, tensor.Name, ModelElements.TypeOf(tensor.Element), tensor.Shape.Map(size => (long)size));
            ModelBytes.Copy(entry.Data.Span, block.Bytes[tensor.Offset..], entry.Type.Bytes);
        }

        Dictionary<StoredTensor, float[]> floats = [];
        foreach (StoredTensor tensor in core.Tensors)
        {
            float[] values = new float[tensor.Length];
            Checked(file, source, tensor.Name, SafetensorsType.F32, WeightFile.LongShape(tensor)).CopyTo(values);
            floats.Add(tensor, values);
        }

        if (new ModelCheck(block).FirstFault() is { } fault) throw new WeightsException($"{source}: tensor '{fault.Tensor}' {fault.Problem}; {Remedy}");
        RequireHeader(file, source);
        new StagedModel(block, floats).Adopt(core);
        return new LoadReport(Names(core, index), [], []);
    }

    private static SafetensorsTensor Entry(NetworkCore core, ModelTensor tensor)
    {
        SafetensorsType type = ModelElements.TypeOf(tensor.Element);
        byte[] data = new byte[ModelElements.Bytes(tensor)];
        ModelBytes.Copy(core.Model.Slice(tensor.Offset, data.Length), data, type.Bytes);
        return new SafetensorsTensor(tensor.Name, type, tensor.Shape.Map(size => (long)size), data);
    }

    private static void RequireKind(NetworkCore core, QuantizationLayout layout, SafetensorsFile file, string source)
    {
        if (!file.Metadata.TryGetValue(VersionKey, out string? version))
            throw new WeightsException(
                $"{source}: this file holds no integers of a quantized network; load it into the network in floats, call Quantize, "
                + "and save what that returns.");
        if (version != Version)
            throw new WeightsException(
                $"{source}: the integers are of version {FileText.Shown(version)} of the format; this Kiln reads version {Version}. "
                + "Use the Kiln that wrote it.");
        string graph = file.Metadata.GetValueOrDefault(GraphKey, ""), network = file.Metadata.GetValueOrDefault(NetworkKey, "");
        if (graph == layout.Graph)
        {
            if (HashOf(file.Metadata.GetValueOrDefault(LayersKey, "")) != layout.Graph)
                throw new WeightsException($"{source}: the list of layers is not that of {core.Info.Name}; {Remedy}");
            return;
        }

        throw new WeightsException(network == core.Info.Name
            ? $"{source}: {core.Info.Name} has changed since this file was saved (graph {FileText.Shown(graph)}, now {layout.Graph}); quantize it again."
            : $"{source}: these are the integers of {FileText.Shown(network)}, not of {core.Info.Name}; load a file of this network.");
    }

    private static void RequireNames(NetworkCore core, ModelIndex index, SafetensorsFile file, string source)
    {
        List<string> unknown = [], missing = [];
        foreach (SafetensorsTensor tensor in file.Tensors)
            if (index.Find(tensor.Name) is null && core.FindOrDefault(tensor.Name) is null) unknown.Add(tensor.Name);
        if (unknown.Count > 0) throw new WeightsException($"{source}: {core.Info.Name} has no tensor {FileText.Names(unknown)}; {Remedy}");
        foreach (string name in Names(core, index))
            if (file.Find(name) is null) missing.Add(name);
        if (missing.Count > 0) throw new WeightsException($"{source}: missing {FileText.Names(missing)} of {core.Info.Name}; {Remedy}");
    }

    /// <summary>Finds the edits that change nothing of a tensor, such as another name in the metadata; all others have been told by their names.</summary>
    private static void RequireHeader(SafetensorsFile file, string source)
    {
        if (!HeaderChecksum.IsIntact(file.Header.Span))
            throw new WeightsException($"{source}: the header, which lists the tensors, is not the one that was saved: its checksum is wrong; {Remedy}");
    }

    private static string[] Names(NetworkCore core, ModelIndex index) =>
        [.. index.Layout.Tensors.Map(tensor => tensor.Name), .. core.Tensors.Map(tensor => tensor.Name)];

    private static SafetensorsTensor Checked(SafetensorsFile file, string source, string name, SafetensorsType type, long[] shape)
    {
        SafetensorsTensor entry = file.Find(name)!;
        if (entry.Type != type) throw new WeightsException($"{source}: tensor '{name}' has the type {entry.Type}, expected {type}; {Remedy}");
        if (!entry.Shape.IsShape(shape))
            throw new WeightsException(
                $"{source}: tensor '{name}' has the shape {FileText.Shape(entry.Shape)}, expected {Shapes.Format(shape)}; {Remedy}");
        string? saved = file.Metadata.GetValueOrDefault(ChecksumKey + name);
        if (saved != Checksum(entry))
            throw new WeightsException(
                $"{source}: tensor '{name}' has the checksum {Checksum(entry)}, and the file says {FileText.Shown(saved ?? "nothing of it")}; {Remedy}");
        return entry;
    }

    /// <summary>The hash by which a class knows its list of layers: FNV-1a of 64 bits (Fowler, Noll and Vo).</summary>
    private static string HashOf(string list)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in list) hash = (hash ^ letter) * 1099511628211;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string Checksum(SafetensorsTensor tensor) => Crc32.Of(tensor.Data.Span).ToString("x8", CultureInfo.InvariantCulture);
}
