namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>
/// A block or member of a library as one string: version, checksum, content. The checksum tells a damaged string from an intact one, so that
/// the evaluator can trust the slots and keys in it.
/// </summary>
internal static class BodyText
{
    /// <summary>Rises with every change of the language or of its text that older readers do not understand.</summary>
    public const int Version = 2;

    private const char Block = 'B', Member = 'M';

    private static readonly Part s_body = Part.Optional(Grammar.Body), s_scope = Part.Optional(Grammar.Text);

    public static string Write(BlockSpec block)
    {
        var writer = new BodyWriter();
        writer.String(Block.ToString());
        writer.String(block.Type);
        writer.String(block.Name);
        s_body.Write(writer, block.Body);
        return Seal(writer.ToString());
    }

    public static string Write(MethodSpec method)
    {
        var writer = new BodyWriter();
        writer.String(Member.ToString());
        writer.String(method.Key);
        writer.String(method.Name);
        writer.Number((int)method.Kind);
        s_scope.Write(writer, method.Scope);
        writer.Flag(method.Frozen);
        s_body.Write(writer, method.Body);
        return Seal(writer.ToString());
    }

    /// <summary>The block or method, and the keys that it refers to; null if the string is broken or of another version.</summary>
    public static (BlockSpec? Block, MethodSpec? Method, IReadOnlyCollection<BodyKey> Reaches)? TryRead(string text)
    {
        try
        {
            if (Unseal(text) is not { } content) return null;
            var reader = new BodyReader(content);
            char kind = reader.String()[0];
            string key = reader.String(), name = reader.String();
            BlockSpec? block = kind == Block ? new BlockSpec(key, name, (Body?)s_body.Read(reader)) : null;
            MethodSpec? method = kind == Block ? null : ReadMethod(reader, key, name);
            return reader.IsAtEnd ? (block, method, reader.Reaches) : null;
        }
        catch (Exception broken) when (broken is FormatException or InsufficientExecutionStackException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static MethodSpec ReadMethod(BodyReader reader, string key, string name)
    {
        var kind = (MemberKind)reader.Number();
        string? scope = (string?)s_scope.Read(reader);
        bool frozen = reader.Flag();
        return new MethodSpec(key, name, kind, (Body?)s_body.Read(reader)) { Scope = scope, Frozen = frozen };
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
