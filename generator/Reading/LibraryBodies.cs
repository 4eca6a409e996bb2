using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Language.Serialization;
using Microsoft.CodeAnalysis;

namespace Kiln.Generator.Reading;

/// <summary>Blocks and members that another assembly brings as text: always read from there, so that editors with the source agree with builds.</summary>
internal sealed class LibraryBodies
{
    // A referenced assembly's symbol lives on from edit to edit, so its texts are found and read once.
    private static readonly ConditionalWeakTable<IAssemblySymbol, LibraryBodies> Libraries = new();

    private const string Constructor = "..ctor";

    private readonly string _library;
    private readonly ILookup<string, string> _texts;
    private readonly ConcurrentDictionary<string, LoweredBody> _read = new(StringComparer.Ordinal);

    private LibraryBodies(IAssemblySymbol assembly)
    {
        _library = assembly.Name;
        _texts = assembly.GetAttributes()
            .Where(attribute => KilnNames.IsBlockBodyAttribute(attribute.AttributeClass) && attribute.ConstructorArguments.Length == 2)
            .Select(attribute => attribute.ConstructorArguments.Select(argument => argument.Value as string ?? "").ToList())
            .ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    public static LibraryBodies Of(IAssemblySymbol assembly) => Libraries.GetValue(assembly, added => new LibraryBodies(added));

    public bool Has(ISymbol member) => _texts.Contains(SymbolKeys.Of(member.OriginalDefinition));

    /// <summary>A block or member by its key; if its text cannot be read, the body says so, and if there is no text, there is no body.</summary>
    public LoweredBody Read(BodyKey key) => _read.GetOrAdd(key.Key, _ => ReadText(key));

    private LoweredBody ReadText(BodyKey key)
    {
        Body? body = null;
        if (_texts[key.Key].FirstOrDefault() is { } text)
        {
            if (BodyText.TryRead(text) is { } read) return new LoweredBody(read.Block, read.Method, [], []) { Library = this, LibraryReaches = read.Reaches };
            body = Body.Of(["x"], new UnreadableExpression(ShortName(key.Key), _library, 0));
        }

        return key.IsBlock
            ? new LoweredBody(new BlockSpec(key.Key, ShortName(key.Key), body), null, [], [])
            : new LoweredBody(null, new MethodSpec(key.Key, ShortName(key.Key), MemberKind.Static, null, false, body), [], []);
    }

    /// <summary>The last name of a key, as users write it.</summary>
    private static string ShortName(string key)
    {
        int end = key.IndexOfAny(['(', '`']);
        string path = end < 0 ? key : key.Substring(0, end);
        if (path.EndsWith(Constructor, StringComparison.Ordinal)) path = path.Substring(0, path.Length - Constructor.Length);
        return KilnNames.Short(path.Substring(path.LastIndexOf('.') + 1));
    }
}
