namespace Kiln;

/// <summary>Files that appear complete or not at all: written beside the target under a temporary name, then moved over it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file through <paramref name="write"/>; when that throws, the old file stays and the temporary one goes.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{path}' is a directory; expected the path of a file.", nameof(path));
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"Cannot write '{path}': the directory '{directory}' does not exist; create it first.");
        // The same directory, hence the same volume: only there is a move one step.
        string temporary = Path.Combine(directory, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
