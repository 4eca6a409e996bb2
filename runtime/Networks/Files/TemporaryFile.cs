using Microsoft.Win32.SafeHandles;

namespace Kiln;

/// <summary>
/// Files of saves in progress: <c>.name.random.kiln-tmp</c> beside the file they will replace. Each is locked as long as its writer runs, so that one without
/// a lock is what a killed writer left. Process numbers would not do: they are reused, and mean nothing in another container on the same volume.
/// </summary>
internal static class TemporaryFile
{
    private const string Ending = ".kiln-tmp";

    // File systems allow names of 255 bytes; a long one is cut here, because it only helps a human to recognise the file.
    private const int NameLength = 40;
    private const int Attempts = 16;

    /// <summary>Creates an empty, locked file in the directory of <paramref name="target"/>.</summary>
    /// <param name="target">Full path of the file that will be replaced.</param>
    /// <param name="mode">Permissions of the new file; null = the default for new files here.</param>
    public static FileStream CreateBeside(string target, UnixFileMode? mode)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = Path.Combine(Path.GetDirectoryName(target)!, $".{Start(Path.GetFileName(target))}.{Guid.NewGuid():N}{Ending}");
            // Shared for deletion only: that is a lock, and still lets the file be moved while it is open.
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete };
            if (mode is { } created && !OperatingSystem.IsWindows()) options.UnixCreateMode = created;
            FileStream stream;
            try
            {
                stream = new FileStream(path, options);
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Perhaps another save took it for a leftover between its creation and its lock, and is about to remove it. Anything else fails again.
                continue;
            }
            catch (UnauthorizedAccessException error)
            {
                string directory = Path.GetDirectoryName(target)!;
                throw new UnauthorizedAccessException(
                    $"its directory '{directory}' allows no new file, and a save starts with one; allow writing to it.", error);
            }
            catch (IOException error)
            {
                throw new IOException(error.Message.Replace(path, target, StringComparison.Ordinal), error);
            }

            if (File.Exists(path)) return WithMode(stream, mode);
            stream.Dispose();
            if (attempt == Attempts)
                throw new IOException($"the temporary file beside it vanishes at once; make sure that nothing removes files that end in {Ending}.");
        }
    }

    /// <summary>Removes what killed saves left in a directory, as far as that is possible.</summary>
    public static void RemoveAbandoned(string directory)
    {
        try
        {
            foreach (string file in Directory.GetFiles(directory, ".*" + Ending))
            {
                if (FileKind.Special(file) is null) RemoveUnlocked(file);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The directory can be written but not listed: leftovers are no reason to refuse a save.
        }
    }

    private static void RemoveUnlocked(string file)
    {
        try
        {
            // Removed while it is locked, so that its writer, if it is just about to lock it, finds it gone.
            using SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its writer is still running, or it belongs to somebody else.
        }
    }

    // The process's mask limits the permissions of a new file, but the old file had these.
    private static FileStream WithMode(FileStream stream, UnixFileMode? mode)
    {
        if (mode is not { } wanted || OperatingSystem.IsWindows() || File.GetUnixFileMode(stream.SafeFileHandle) == wanted) return stream;
        try
        {
            File.SetUnixFileMode(stream.SafeFileHandle, wanted);
            return stream;
        }
        catch
        {
            File.Delete(stream.Name);
            stream.Dispose();
            throw;
        }
    }

    private static string Start(string name)
    {
        if (name.Length <= NameLength) return name;
        return char.IsHighSurrogate(name[NameLength - 1]) ? name[..(NameLength - 1)] : name[..NameLength];
    }
}
