using Microsoft.Win32.SafeHandles;

namespace Kiln;

/// <summary>
/// The file of a save in progress: <c>.name.random.kiln-tmp</c> beside the file it will replace. <c>.name.random.kiln-lock</c> is locked as long as its writer
/// runs, so that one without a lock is what a killed writer left. The lock is a file of its own: whoever looks whether it is held locks it for a moment, which
/// must never be the file that others read by now. Process numbers would not do: they are reused, and mean nothing in another container on the same volume.
/// </summary>
internal sealed class TemporaryFile : IDisposable
{
    private const string Ending = ".kiln-tmp", LockEnding = ".kiln-lock";

    // File systems allow names of 255 bytes; a long one is cut here, because it only helps a human to recognise the file.
    private const int NameLength = 40;
    private const int Attempts = 16;

    private readonly SafeFileHandle _lock;

    private TemporaryFile(SafeFileHandle held, FileStream stream) => (_lock, Stream) = (held, stream);

    public FileStream Stream { get; }

    /// <summary>Creates an empty, locked file in the directory of <paramref name="target"/>.</summary>
    /// <param name="target">Full path of the file that will be replaced.</param>
    /// <param name="mode">Permissions of the new file; null = the default for new files here.</param>
    public static TemporaryFile CreateBeside(string target, UnixFileMode? mode)
    {
        string directory = Path.GetDirectoryName(target)!, path = "";
        SafeFileHandle? held = null;
        try
        {
            for (int attempt = 1; held is null; attempt++)
            {
                path = Path.Combine(directory, $".{Start(Path.GetFileName(target))}.{Guid.NewGuid():N}{Ending}");
                held = LockNew(LockOf(path), isLastAttempt: attempt == Attempts);
            }

            return new TemporaryFile(held, Create(path, mode));
        }
        catch (Exception error)
        {
            held?.Dispose();
            if (error is UnauthorizedAccessException)
                throw new UnauthorizedAccessException(
                    $"its directory '{directory}' allows no new file, and a save starts with one; allow writing to it.", error);
            if (error is not IOException) throw;
            string message = error.Message.Replace(LockOf(path), target, StringComparison.Ordinal).Replace(path, target, StringComparison.Ordinal);
            throw new IOException(message, error);
        }
    }

    /// <summary>Moves the file, complete and closed, over <paramref name="target"/>.</summary>
    public void MoveOver(string target)
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(Stream.Name, target, overwrite: true);
    }

    /// <summary>Removes the file unless it has been moved, then its lock.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
            File.Delete(Stream.Name);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    /// <summary>Removes what killed saves left in a directory, as far as that is possible.</summary>
    public static void RemoveAbandoned(string directory)
    {
        try
        {
            foreach (string file in Directory.GetFiles(directory, ".*" + Ending)) RemoveUnlocked(file, FileMode.OpenOrCreate);
            // A lock alone is not created again: its writer may have to find it gone.
            foreach (string held in Directory.GetFiles(directory, ".*" + LockEnding)) RemoveUnlocked(Path.ChangeExtension(held, Ending), FileMode.Open);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The directory can be written but not listed: leftovers are no reason to refuse a save.
        }
    }

    private static void RemoveUnlocked(string file, FileMode mode)
    {
        if (FileKind.Special(file) is not null || FileKind.Special(LockOf(file)) is not null) return;
        try
        {
            // Removed while it is locked. Random names never come again, so a writer that has just finished leaves nothing to remove.
            using SafeFileHandle held = Lock(LockOf(file), mode);
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its writer is still running, or it belongs to somebody else.
        }
    }

    private static string LockOf(string file) => Path.ChangeExtension(file, LockEnding);

    /// <summary>Locks a file as long as it is open, and removes it before the lock ends.</summary>
    private static SafeFileHandle Lock(string file, FileMode mode) => File.OpenHandle(file, mode, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);

    /// <summary>Creates a lock; null if another save took it for a leftover between its creation and its locking, which are two steps on Unix.</summary>
    private static SafeFileHandle? LockNew(string file, bool isLastAttempt)
    {
        try
        {
            SafeFileHandle held = Lock(file, FileMode.CreateNew);
            if (File.Exists(file)) return held;
            held.Dispose();
        }
        catch (IOException) when (!isLastAttempt)
        {
            // The other save has it locked, or anything else, which fails again.
            return null;
        }

        return isLastAttempt
            ? throw new IOException($"the temporary file beside it vanishes at once; make sure that nothing removes files that end in {LockEnding}.")
            : null;
    }

    private static FileStream Create(string path, UnixFileMode? mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read };
        if (mode is { } created && !OperatingSystem.IsWindows()) options.UnixCreateMode = created;
        FileStream stream = new(path, options);
        if (mode is not { } wanted || OperatingSystem.IsWindows() || File.GetUnixFileMode(stream.SafeFileHandle) == wanted) return stream;
        try
        {
            // The process's mask limits the permissions of a new file, but the old file had these.
            File.SetUnixFileMode(stream.SafeFileHandle, wanted);
            return stream;
        }
        catch
        {
            File.Delete(path);
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
