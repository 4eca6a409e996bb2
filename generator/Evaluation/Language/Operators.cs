namespace Kiln.Generator.Evaluation.Language;

internal enum BinaryOperator
{
    Add, Subtract, Multiply, Divide, Remainder,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    And, Or, ExclusiveOr, ShiftLeft, ShiftRight, UnsignedShiftRight,
}

internal enum UnaryOperator
{
    Minus, Not, Complement,
}

/// <summary>The kinds of number that conversions lead to.</summary>
internal enum NumberKind
{
    Int, Double, Single,
}
