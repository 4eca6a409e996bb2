namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>The letter that each construct begins with. A letter is never given another meaning without a new <see cref="BodyText.Version"/>.</summary>
internal static class Tags
{
    public const char Absent = '_', Present = '+';

    // Values.
    public const char Int = 'i', Float = 'f', Bool = 'b', String = 's', Null = 'n';

    // Statements.
    public const char Do = 'd', If = 'I', Loop = 'L', ForEach = 'E', Switch = 'S', Scope = '{', Return = 'r', Break = 'B', Continue = 'C';

    // Targets.
    public const char Variable = 'v', Element = 'e', Tuple = '(', Member = '@', Discard = '~';

    // Patterns.
    public const char Any = '*', Relation = '<', NotNull = '!', Not = '-', Both = '&', Items = ')';

    // Expressions; targets share the letters of variables, elements, tuples and conversions.
    public const char Constant = 'c', Capture = 'p', Assign = '=', Current = '.', Conditional = '?', Coalesce = 'o', Is = 'j', Choice = 'w';
    public const char Binary = '2', Unary = '1', Conversion = 't', Math = 'm', Text = 'T', Throw = 'x';
    public const char Unsupported = 'u', Generated = 'g', Invalid = '#', Unreadable = '%';
    public const char Layer = 'l', Block = 'k', Apply = 'a', Dimension = 'D', Shape = 'h';
    public const char Call = 'q', Function = 'F', MethodGroup = 'G', Invoke = 'y';
    public const char Array = '[', Spread = ':', NewArray = 'N', Length = '|', Range = 'R', Append = 'A', TupleItem = 'z';
}
