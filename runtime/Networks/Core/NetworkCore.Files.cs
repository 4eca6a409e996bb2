namespace Kiln;

/// <summary>Weights to and from files.</summary>
public sealed partial class NetworkCore
{
    /// <inheritdoc cref="INetwork.Save(string)"/>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <inheritdoc cref="INetwork.Save(Stream)"/>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_weights.ModelIndex is not null)
            throw new InvalidOperationException($"{Info.Name} has integers, whose file holds its list of layers: call Save of the network, not of its core.");
        WeightFile.Save(this, stream);
    }

    /// <summary>Saves a quantized network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layers">The list of layers, whose hash is the layout's Graph. A program that never saves does not contain it.</param>
    public void Save(string path, IReadOnlyList<string> layers)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Save(stream, layers));
    }

    /// <inheritdoc cref="Save(string, IReadOnlyList{string})"/>
    public void Save(Stream stream, IReadOnlyList<string> layers)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Save(this, _weights.ModelIndex!, layers, stream);
    }

    /// <inheritdoc cref="INetwork.Load(string, LoadOptions?)"/>
    public LoadReport Load(string path, LoadOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Load(stream, path, options);
    }

    /// <inheritdoc cref="INetwork.Load(Stream, LoadOptions?)"/>
    public LoadReport Load(Stream stream, LoadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, stream is FileStream file ? file.Name : "the stream", options);
    }

    private LoadReport Load(Stream stream, string source, LoadOptions? options)
    {
        LoadOptions chosen = options ?? new LoadOptions();
        LoadReport report = _weights.ModelIndex is { } model
            ? ModelFile.Load(this, model, stream, source, chosen)
            : WeightFile.Load(this, stream, source, chosen);
        Publish();
        return report;
    }
}
