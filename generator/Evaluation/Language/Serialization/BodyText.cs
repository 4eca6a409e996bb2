namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>
/// A block or member of a library as one string: version, checksum, content. The checksum tells a damaged string from an intact one, so that
/// the evaluator can trust the slots and keys in it.
/// </summary>
internal static class BodyText
{
    /// <summary>Rises with every change of the language or of its text that older readers do not understand.</summary>
    public const int Version = 3;

    private const char Block = 'B', Member = 'M';

    public static string Write(BlockSpec block) => Write(Block, Grammar.Block, block);

    public static string Write(MethodSpec method) => Write(Member, Grammar.Member, method);

    private static string Write(char kind, Part part, object spec)
    {
        var writer = new BodyWriter();
        writer.String(kind.ToString());
        part.Write(writer, spec);
        return Seal(writer.ToString());
    }

    /// <summary>The block or method, and the keys that it refers to; null if the string is broken or of another version.</summary>
    public static (BlockSpec? Block, MethodSpec? Method, IReadOnlyCollection<BodyKey> Reaches)? TryRead(string text)
    {
        try
        {
            if (Unseal(text) is not { } content) return null;
            var reader = new BodyReader(content);
            object? spec = (reader.String()[0] == Block ? Grammar.Block : Grammar.Member).Read(reader);
            return reader.IsAtEnd ? (spec as BlockSpec, spec as MethodSpec, reader.Reaches) : null;
        }
        catch (Exception broken) when (broken is FormatException or InsufficientExecutionStackException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string Seal(string content) => FormattableString.Invariant($"{Version}:{Checksum(content):x8}:{content}");

    private static string? Unseal(string text)
    {
        string[] parts = text.Split([':'], 3);
        bool isSound = parts.Length == 3
            && parts[0] == Version.ToString(CultureInfo.InvariantCulture)
            && parts[1] == Checksum(parts[2]).ToString("x8", CultureInfo.InvariantCulture);
        return isSound ? parts[2] : null;
    }

    /// <summary>FNV-1a (Fowler, Noll and Vo), 32 bits.</summary>
    private static uint Checksum(string content)
    {
        uint hash = 2166136261;
        foreach (char character in content) hash = unchecked((hash ^ character) * 16777619);
        return hash;
    }
}

/// <summary>A block or member under its key, as text for other assemblies.</summary>
internal sealed record LibraryBody(string Key, string Text);
