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
        if (_weights.ModelIndex is { } model) ModelFile.Save(this, model, stream);
        else WeightFile.Save(this, stream);
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
