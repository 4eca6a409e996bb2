namespace Kiln;

/// <summary>A network's tensors as a safetensors file with PyTorch's names, shapes and order.</summary>
internal static class WeightFile
{
    // PyTorch's own tools write this entry and some of them insist on it: tensors follow PyTorch's conventions.
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    public static void Save(NetworkCore core, Stream stream) => Safetensors.Write(stream, [.. core.Tensors.Select(tensor => Entry(core, tensor))], Metadata);

    /// <summary>Reads and checks everything, and only then changes the network.</summary>
    public static LoadReport Load(NetworkCore core, Stream stream, string source, LoadOptions options)
    {
        StagedWeights staged = Prepare(core, Safetensors.Read(stream, source), source, options);
        staged.Adopt();
        return staged.Report;
    }

    /// <summary>Checks everything and changes nothing.</summary>
    /// <exception cref="WeightsException">The tensors do not fit the network.</exception>
    public static StagedWeights Prepare(NetworkCore core, SafetensorsFile file, string source, LoadOptions options)
    {
        if (ModelFile.NetworkOf(file) is { } quantized)
        {
            throw new WeightsException(
                $"{source}: these are integers of {FileText.Shown(quantized)}, and {core.Info.Name} has its weights in floats; "
                + $"load the file into the class Int8 of its network, or load a file of float weights here.");
        }

        Dictionary<StoredTensor, float[]> staged = [];
        List<string> unused = [];
        foreach (SafetensorsTensor entry in file.Tensors)
        {
            StoredTensor? target = Target(core, entry.Name, options);
            if (target is null)
            {
                unused.Add(entry.Name);
                continue;
            }

            Check(core, entry, target, source);
            if (staged.ContainsKey(target))
            {
                string second = FileText.Shown(entry.Name);
                throw new WeightsException($"{source}: tensor '{second}' is the second one for {target.Name} of {core.Info.Name}; check Rename and Prefix.");
            }

            float[] values = new float[target.Length];
            entry.CopyTo(values);
            staged.Add(target, values);
        }

        List<string> loaded = [], missing = [];
        foreach (StoredTensor tensor in core.Tensors) (staged.ContainsKey(tensor) ? loaded : missing).Add(tensor.Name);
        if (missing.Count > 0 && !options.AllowMissing) throw new WeightsException(MissingMessage(core, source, missing, unused));
        return new StagedWeights(core, staged, new LoadReport(loaded, missing, unused));
    }

    /// <summary>A tensor of the network as files hold it.</summary>
    public static SafetensorsTensor Entry(NetworkCore core, StoredTensor tensor) => Entry(tensor, core.Storage(tensor));

    /// <summary>A tensor as files hold it, with values in the kernels' order.</summary>
    public static SafetensorsTensor Entry(StoredTensor tensor, ReadOnlySpan<float> storage, string prefix = "")
    {
        float[] values = new float[tensor.Length];
        tensor.ToRowMajor(storage, values);
        return SafetensorsTensor.OfFloats(prefix + tensor.Name, LongShape(tensor), values);
    }

    private static StoredTensor? Target(NetworkCore core, string name, LoadOptions options)
    {
        if (!name.StartsWith(options.Prefix, StringComparison.Ordinal)) return null;
        string? renamed = name[options.Prefix.Length..];
        if (options.Rename is { } rename) renamed = rename(renamed);
        return renamed is null ? null : core.FindOrDefault(options.Into + renamed);
    }

    private static void Check(NetworkCore core, SafetensorsTensor entry, StoredTensor target, string source)
    {
        string tensor = $"{source}: tensor '{FileText.Shown(entry.Name)}'", own = $"{target.Name} of {core.Info.Name}";
        if (!entry.Shape.IsShape(LongShape(target)))
        {
            throw new WeightsException(
                $"{tensor} has the shape {FileText.Shape(entry.Shape)}, but {own} has {target.ShapeText}; " +
                "load a file of this architecture, or skip the tensor with Rename and AllowMissing.");
        }

        if (!entry.Type.IsReal)
            throw new WeightsException($"{tensor} has the type {entry.Type}, but {own} needs F32, F16, BF16 or F64; convert the file first.");
    }

    private static string MissingMessage(NetworkCore core, string source, List<string> missing, List<string> unused) =>
        $"{source}: missing {FileText.Names(missing)} of {core.Info.Name}. "
        + (unused.Count > 0 ? $"Unused in the file: {FileText.Names(unused)}. " : "")
        + "Map names with Rename, Prefix and Into, or set AllowMissing to keep the present values.";

    /// <summary>PyTorch's shape as files hold it.</summary>
    public static long[] LongShape(StoredTensor tensor)
    {
        long[] shape = new long[tensor.Shape.Length];
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = tensor.Shape[axis];
        return shape;
    }
}
