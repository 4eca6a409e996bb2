namespace Kiln;

/// <summary>Files that appear complete or not at all: written beside the target under a temporary name, then moved over it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file through <paramref name="write"/>; when that throws, the old file stays and the temporary one goes.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        // The same directory, hence the same volume: only there is a move one step.
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? "", $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
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
