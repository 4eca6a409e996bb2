namespace Kiln;

/// <summary>
/// Files that appear complete or not at all: written beside the target under a temporary name, then moved over it. An existing path is respected: a symbolic
/// link stays and its target is replaced, the new file has the permissions of the old one, and anything but a regular file is refused. Owner and group are
/// those of the user who saves, and a second hard link keeps the old content: a file that is replaced in one step is a new file.
/// </summary>
internal static class AtomicFile
{
    // The permissions of files that do not exist, such as a dangling link's target.
    private const UnixFileMode Nothing = (UnixFileMode)(-1);

    /// <summary>Writes a file through <paramref name="write"/>; when that throws, the old file stays and the temporary one goes.</summary>
    /// <exception cref="IOException">The path is not a regular file, or cannot be written; the message names the path as it was given.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or its directory admits no new file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        try
        {
            target = SymbolicLinks.Resolve(target);
            Require(path, target);
            UnixFileMode? mode = OperatingSystem.IsWindows() || !File.Exists(target) ? null : File.GetUnixFileMode(target);
            TemporaryFile.RemoveAbandoned(Path.GetDirectoryName(target)!);
            using TemporaryFile temporary = TemporaryFile.CreateBeside(target, mode);
            Replace(temporary, target, write);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(Message(path, target, error), error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new DirectoryNotFoundException(Message(path, target, error), error);
        }
        catch (IOException error)
        {
            throw new IOException(Message(path, target, error), error);
        }
    }

    private static string Message(string path, string target, Exception error) =>
        $"Cannot write '{path}': {error.Message.Replace(target, path, StringComparison.Ordinal)}";

    private static void Require(string path, string target)
    {
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(path)) throw new IOException("it is a directory; expected the path of a file.");
        string directory = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"the directory '{directory}' does not exist; create it first.");
        if (Special(path, target) is { } kind)
            throw new IOException($"it is {kind}, not a regular file; save to a file, or to a stream that you open yourself.");
        if (!File.Exists(target)) return;
        if (IsMarkedReadOnly(target)) throw new UnauthorizedAccessException("the file is read-only; save to another one, or allow writing to it.");
        // Replacing a file needs permission to write to its directory only; a user who may not write the file itself must not replace it either.
        File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    // A file that a process has open may be reached through a link that names no path, such as /dev/stdout on a pipe.
    private static string? Special(string path, string target) =>
        !File.Exists(target) && new FileInfo(path).UnixFileMode != Nothing ? "something that a process has open" : FileKind.Special(target);

    // A user whom no permission stops, such as root, is stopped by the mark.
    private static bool IsMarkedReadOnly(string target) => OperatingSystem.IsWindows()
        ? File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)
        : (File.GetUnixFileMode(target) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;

    private static void Replace(TemporaryFile temporary, string target, Action<Stream> write)
    {
        try
        {
            write(temporary.Stream);
            temporary.MoveOver(target);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(Named(error), error);
        }
        catch (IOException error)
        {
            throw new IOException(Named(error), error);
        }

        string Named(Exception error) => error.Message.Replace(temporary.Stream.Name, target, StringComparison.Ordinal);
    }
}
