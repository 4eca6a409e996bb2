using System.ComponentModel;

namespace Kiln;

/// <summary>
/// What every generated network offers. An instance belongs to one thread at a time; <c>Share</c> gives another thread its own instance on the same weights.
/// </summary>
public interface INetwork
{
    /// <summary>Blocks, version and execution of this instance, for generic code inside Kiln.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    NetworkCore Core { get; }

    /// <summary>Largest number of samples in one call.</summary>
    int MaxBatch { get; }

    /// <summary>All weights in the kernels' own order, alignment gaps included; <c>Parameter(name)</c> shows one tensor as PyTorch would.</summary>
    ReadOnlySpan<float> Parameters { get; }

    /// <summary>
    /// The weights, writable. Call again for each edit: the call tells the next Forward to repack. No other instance on these
    /// weights may train or edit meanwhile.
    /// </summary>
    Span<float> EditParameters();

    /// <summary>
    /// Writes weights and running statistics as safetensors with PyTorch's names, shapes and order, to a temporary file that then
    /// replaces <paramref name="path"/>.
    /// </summary>
    /// <param name="path">
    /// File to write. A symbolic link stays a link and its target is replaced. An existing file keeps its permissions; its owner becomes the user who saves.
    /// </param>
    /// <exception cref="IOException">The path is a directory, device, pipe or socket, or cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its directory is read-only; nothing has changed.</exception>
    void Save(string path);

    /// <summary>Writes weights and running statistics as safetensors with PyTorch's names, shapes and order.</summary>
    /// <param name="stream">Stream to write to; it stays open.</param>
    void Save(Stream stream);

    /// <summary>Reads weights and running statistics from a safetensors file (F32, F16, BF16 or F64).</summary>
    /// <param name="path">File to read.</param>
    /// <param name="options">Which tensors go where; null loads all by their own names.</param>
    /// <returns>What was loaded, missing and unused.</returns>
    /// <exception cref="WeightsException">The file is malformed, does not fit, or lacks a tensor; nothing has changed.</exception>
    LoadReport Load(string path, LoadOptions? options = null);

    /// <summary>Reads weights and running statistics from a safetensors stream (F32, F16, BF16 or F64), to its end.</summary>
    /// <param name="stream">Stream to read; it stays open.</param>
    /// <param name="options">Which tensors go where; null loads all by their own names.</param>
    /// <returns>What was loaded, missing and unused.</returns>
    /// <exception cref="WeightsException">The data is malformed, does not fit, or lacks a tensor; nothing has changed.</exception>
    LoadReport Load(Stream stream, LoadOptions? options = null);
}
