namespace Kiln.Generator;

/// <summary>The words of C#, also those that are words only in some places.</summary>
internal static class CSharpWords
{
    private static readonly HashSet<string> s_words = new(
        """
        abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern
        false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override
        params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof
        uint ulong unchecked unsafe ushort using virtual void volatile while
        and async await by dynamic field from global let managed nameof nint not notnull nuint on or record scoped select unmanaged var when where with
        yield _ __arglist __makeref __reftype __refvalue
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    public static bool Contains(string name) => s_words.Contains(name);

    /// <summary>A name as code uses it.</summary>
    public static string Escape(string name) => Contains(name) ? "@" + name : name;
}
