using System.Formats.Tar;

namespace Kiln;

/// <summary>The kind of file at a path, found without opening it: opening a pipe waits for its other end, and opening a device may do anything.</summary>
internal static class FileKind
{
    private const int HeaderBytes = 512;
    private const int TypeByte = 156;

    /// <summary>Describes a file that is neither a regular file nor a directory nor a link; null for those, and if nothing is there.</summary>
    public static string? Special(string full)
    {
        if (OperatingSystem.IsWindows()) return full.StartsWith(@"\\.\", StringComparison.Ordinal) ? "a device" : null;
        if (!File.Exists(full)) return null;
        // On Linux only a regular file has a length; elsewhere a pipe may have the length of the data waiting in it.
        if (OperatingSystem.IsLinux() && new FileInfo(full).Length > 0) return null;
        // File attributes tell a directory and a link from the rest and no more. The one managed class that asks the system for the type of a file is the
        // writer of tar archives: it is the type in the entry's header. It opens regular files only.
        using Header header = new();
        try
        {
            using TarWriter archive = new(header, TarEntryFormat.Gnu, leaveOpen: true);
            archive.WriteEntry(full, "file");
        }
        catch (IOException error) when (error.HResult == NotArchivable)
        {
            return "a socket";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It cannot be opened now: a regular file.
            return null;
        }

        return (TarEntryType)header.Type switch
        {
            TarEntryType.Fifo => "a named pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }

    // The code of an IOException that no system call caused: archives have no sockets.
    private const int NotArchivable = unchecked((int)0x80131620);

    /// <summary>Keeps the type that the header of the first entry says, and nothing else.</summary>
    private sealed class Header : MemoryStream
    {
        public byte Type { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Type == 0 && buffer.Length >= HeaderBytes) Type = buffer[TypeByte];
        }
    }
}
