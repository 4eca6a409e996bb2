using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kiln.Generator.Reading;

/// <summary>How messages call a construct that the body language lacks, and what they suggest in its place.</summary>
internal static class Constructs
{
    private const string Everything = "use variables, numbers, text, arrays, tuples, conditions, loops, functions, blocks, and the layers of Node";
    private const string Loops = "loops are for, foreach, while and do, with break and continue";
    private const string Numbers = "numbers are int, float and double";
    private const string Patterns = "patterns are constants, comparisons, null, tuples of them, and 'and', 'or', 'not'";
    private const string Methods =
        "methods are static, members of blocks or extensions, with source in this project or a library that uses Kiln, and System.Math";
    private const string Values = "functions take values, and return tuples if they have several results";
    private const string OneBody = "members must not be virtual, abstract or overridden, so that it is certain which body is meant";
    private static readonly string Functions =
        "of System.Math, Kiln knows "
        + string.Join(", ", MathFunctions.All.Select(function => function.Name).Distinct()) + ", on int, float and double";

    public static (string Construct, string Supported) Describe(IOperation operation) => operation switch
    {
        IForEachLoopOperation { IsAsynchronous: true } => ("'await foreach'", Loops),
        IVariableDeclaratorOperation or IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } } =>
            ("A 'ref' variable", "variables hold values, and elements of arrays are assigned by their index"),
        IForEachLoopOperation => ("This 'foreach'", "loops run over arrays, spans and lists"),
        ITryOperation => ("'try'", "exceptions cannot be caught; a 'throw' that is reached becomes a message"),
        IUsingOperation or IUsingDeclarationOperation => ("'using'", Everything),
        ILockOperation => ("'lock'", "everything runs on one thread"),
        IAwaitOperation => ("'await'", "evaluation never waits"),
        IReturnOperation => ("'yield'", "lists are arrays and collection expressions"),
        IBranchOperation { Syntax: GotoStatementSyntax { CaseOrDefaultKeyword.RawKind: not 0 } } =>
            ("'goto case'", "a section of a switch ends with break, and may have several labels"),
        IBranchOperation => ("'goto'", Loops),
        ISwitchOperation or IPatternOperation or ICaseClauseOperation => ("This pattern", Patterns),
        IIsTypeOperation => ("A test for a type", Patterns),
        IFieldReferenceOperation { Field.IsImplicitlyDeclared: true } => ("'field'", "a field with a name holds what accessors keep"),
        IFieldReferenceOperation field =>
            ($"The field {field.Field.Name}",
                "fields are constants, fields of the block, or static readonly with an initializer in a class without a static constructor"),
        IPropertyReferenceOperation { Property: { IsIndexer: true } indexer } =>
            ($"The indexer of {NameOf(indexer.ContainingType)}", "arrays, spans, lists and shapes have elements"),
        IPropertyReferenceOperation { Property: var property } when IsOverridable(property) =>
            ($"The virtual property {property.ContainingType.Name}.{property.Name}", OneBody),
        IPropertyReferenceOperation property =>
            ($"The property {property.Property.Name}",
                "properties are those of nodes and lists, and those of blocks and of classes in source, "
                + "get-only and without a static constructor where they are static"),
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction or MethodKind.DelegateInvoke } =>
            ("A function with 'ref' or 'out' parameters", Values),
        IInvocationOperation { Instance.Syntax: BaseExpressionSyntax, TargetMethod: var method } when IsOverridable(method) =>
            ($"'base.{method.Name}'", "move what two blocks share into a block or a method of its own"),
        IInvocationOperation { TargetMethod: var method } when IsOverridable(method) =>
            ($"The virtual method {method.ContainingType.Name}.{method.Name}", OneBody),
        IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } when method.Parameters.Any(
            parameter => parameter.RefKind is RefKind.Ref or RefKind.Out) =>
            ($"The method {method.ContainingType.Name}.{method.Name} with 'ref' or 'out' parameters", Values),
        IInvocationOperation { TargetMethod: var function } when BodyLowering.IsMath(function) => ($"The method Math.{function.Name}", Functions),
        IInvocationOperation call => ($"The method {call.TargetMethod.ContainingType?.Name}.{call.TargetMethod.Name}", Methods),
        IMethodReferenceOperation method => ($"The method {method.Method.Name} as a value", Methods),
        IDelegateCreationOperation { Target: IMethodReferenceOperation method } => ($"The method {method.Method.Name} as a value", Methods),
        IObjectCreationOperation creation => ($"'new {creation.Type?.Name}'", "blocks, arrays and lists can be made, and tuples hold several values"),
        IAnonymousObjectCreationOperation => ("An anonymous object", "tuples and blocks hold several values"),
        IArrayCreationOperation => ("This array", "arrays have one dimension, of nodes, numbers, texts or arrays"),
        IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => ("This element", "arrays and lists of one dimension have elements and ranges"),
        IBinaryOperation binary => ($"This operator on {NameOf(binary.LeftOperand.Type)} and {NameOf(binary.RightOperand.Type)}", Numbers),
        IUnaryOperation unary => ($"This operator on {NameOf(unary.Operand.Type)}", Numbers),
        IConversionOperation conversion => ($"A conversion from {NameOf(conversion.Operand.Type)} to {NameOf(conversion.Type)}", Numbers),
        IDeconstructionAssignmentOperation => ("This deconstruction", "tuples are taken apart, into variables and elements of arrays"),
        IAssignmentOperation or IIncrementOrDecrementOperation =>
            ("This assignment",
                "variables and elements of arrays are assigned, numbers with compound operators, "
                + "and constructors and setters assign to fields and automatic properties of their block"),
        ISpreadOperation or ICollectionExpressionOperation => ("This collection", "collection expressions become arrays, spans and lists"),
        IInterpolationOperation => ("This part of a text", "texts are made of numbers, texts and true or false"),
        IConditionalAccessOperation => ("'?.'", "test for null with 'is null' or '??'"),
        { ConstantValue.HasValue: true, Type: { } type } => ($"A constant of type {NameOf(type)}", Numbers),
        _ => ($"'{Quote(operation.Syntax)}'", Everything),
    };

    private static bool IsOverridable(ISymbol member) =>
        (member.IsVirtual || member.IsAbstract || member.IsOverride) && !member.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>The beginning of the first line of source, enough to recognise it.</summary>
    private static string Quote(SyntaxNode syntax)
    {
        const int Enough = 40;
        string text = syntax.ToString(), line = text.Split('\n')[0].TrimEnd();
        return line.Length > Enough ? line.Substring(0, Enough).TrimEnd() + "..." : line.Length < text.Length ? line + " ..." : line;
    }

    private static string NameOf(ITypeSymbol? type) => type is null ? "null" : type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}

/// <summary>
/// The operands of an operation outside the language. If one is unknown, that has been reported, and the operation is not: a stack that cannot be made is
/// one mistake, however often it is used.
/// </summary>
internal static class Operands
{
    public static IEnumerable<IOperation> Of(IOperation operation) =>
        Candidates(operation).OfType<IOperation>().Where(operand => operand is not IInstanceReferenceOperation);

    private static IEnumerable<IOperation?> Candidates(IOperation operation) => operation switch
    {
        IInvocationOperation call => [call.Instance ?? Receiver(call), .. Variables(call.Arguments)],
        IObjectCreationOperation creation => Variables(creation.Arguments),
        IPropertyReferenceOperation property => [property.Instance, .. Variables(property.Arguments)],
        IMemberReferenceOperation or IDynamicMemberReferenceOperation or IBinaryOperation or IUnaryOperation or IConversionOperation or ISpreadOperation
            or IIsTypeOperation => operation.ChildOperations,
        IDelegateCreationOperation { Target: IMethodReferenceOperation method } => [method.Instance],
        IDynamicInvocationOperation { Operation: IDynamicMemberReferenceOperation member } call => [member.Instance, .. call.Arguments],
        IDynamicIndexerAccessOperation indexer => [indexer.Operation],
        IConditionalAccessOperation access => [access.Operation],
        IArrayElementReferenceOperation element => [element.ArrayReference, .. element.Indices.OfType<ILocalReferenceOperation>()],
        IImplicitIndexerReferenceOperation element => [element.Instance, element.Argument as ILocalReferenceOperation],
        IDeconstructionAssignmentOperation assignment => [assignment.Value],
        IAssignmentOperation assignment => [.. Place(assignment.Target), assignment.Value],
        IIncrementOrDecrementOperation step => Place(step.Target),
        IWithOperation copy => [copy.Operand],
        IInterpolationOperation part => [part.Expression],
        ISwitchOperation choice => [choice.Value],
        IForEachLoopOperation loop => [loop.Collection],
        _ => [],
    };

    /// <summary>A variable, or what a property or element belongs to.</summary>
    private static IEnumerable<IOperation?> Place(IOperation target) => target is ILocalReferenceOperation ? [target] : Candidates(target);

    private static IOperation? Receiver(IInvocationOperation call) => call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null;

    /// <summary>The variables among arguments; other arguments may need conversions that only the method itself asks for.</summary>
    private static IEnumerable<IOperation?> Variables(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Where(argument => argument.Parameter?.RefKind == RefKind.None)
            .Select(argument => Unconverted(argument.Value)).OfType<ILocalReferenceOperation>();

    private static IOperation Unconverted(IOperation operation) => operation is IConversionOperation conversion ? Unconverted(conversion.Operand) : operation;
}
