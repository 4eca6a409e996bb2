using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Arrays and lists, numbers, truth and text, and what nodes say about their shapes.</summary>
internal sealed partial class Evaluator
{
    private Datum EvaluateArray(ArrayExpression expression, Frame frame)
    {
        var items = new List<Datum>(expression.Items.Count);
        foreach (Expression item in expression.Items)
        {
            Datum given = Evaluate(item is SpreadExpression spread ? spread.Items : item, frame);
            if (item is not SpreadExpression) items.Add(given);
            else if (given is not Datum.Array array) return Missing(given, "The list of a spread", item, frame);
            else
            {
                Charge(array.Count, expression, frame);
                items.AddRange(array.Items);
            }
        }

        return new Datum.Array(items);
    }

    private Datum EvaluateNewArray(NewArrayExpression expression, Frame frame)
    {
        if (Evaluate(expression.Count, frame) is not Datum.Int count) return Datum.Unknown.Instance;
        if (count.Value < 0)
            return Report(new Problem(BodyProblems.Arithmetic, FormattableString.Invariant($"An array of {count.Value} elements")), expression, frame);
        Charge(count.Value, expression, frame);
        return new Datum.Array([.. Enumerable.Repeat(expression.Element, count.Value)]);
    }

    private Datum EvaluateLength(LengthExpression expression, Frame frame) => Evaluate(expression.Array, frame) switch
    {
        Datum.Array array => new Datum.Int(array.Count),
        Datum.String text => new Datum.Int(text.Value.Length),
        var other => Missing(other, "The array whose length is asked for", expression, frame),
    };

    private Datum EvaluateElement(ElementExpression expression, Frame frame) =>
        FindElement(expression.Array, expression.Index, expression.FromEnd, expression.Origin, frame) is var (array, index)
            ? array[index] : Datum.Unknown.Instance;

    private Datum EvaluateRange(RangeExpression expression, Frame frame)
    {
        Datum given = Evaluate(expression.Array, frame);
        Datum? start = expression.Start is null ? new Datum.Int(0) : Evaluate(expression.Start.Value, frame);
        Datum? end = expression.End is null ? new Datum.Int(0) : Evaluate(expression.End.Value, frame);
        if (given is not Datum.Array array) return Missing(given, "The array of a range", expression, frame);
        if (start is not Datum.Int { Value: var first } || end is not Datum.Int { Value: var last }) return Datum.Unknown.Instance;
        if (expression.Start is { FromEnd: true }) first = array.Count - first;
        if (expression.End is null or { FromEnd: true }) last = array.Count - last;
        if (first < 0 || last < first || last > array.Count)
            return Report(new Problem(BodyProblems.IndexOutside, FormattableString.Invariant($"The range {first}..{last}"), array.Count), expression, frame);
        var part = new Datum.Array(array.Store, array.Start + first, last - first);
        if (expression.IsSlice) return part;
        Charge(part.Count, expression, frame);
        return new Datum.Array([.. part.Items]);
    }

    private Datum EvaluateAppend(AppendExpression expression, Frame frame)
    {
        Datum list = Evaluate(expression.Array, frame);
        Datum item = Evaluate(expression.Item, frame);
        if (list is not Datum.Array array) return Missing(list, "The list that something is added to", expression, frame);
        array.Store.Add(item);
        return new Datum.Null();
    }

    /// <summary>An array and an index inside it, or null if there is none; that has been reported.</summary>
    private (Datum.Array Array, int Index)? FindElement(Expression list, Expression position, bool fromEnd, int origin, Frame frame)
    {
        Datum given = Evaluate(list, frame);
        Datum at = Evaluate(position, frame);
        var place = frame.At(origin);
        if (given is Datum.Null) Report(new Problem(BodyProblems.NullValue, "The array of an element"), place, frame.Calls);
        if (given is not Datum.Array array) return null;
        if (at is not Datum.Int { Value: var index })
        {
            // An element whose index is unknown.
            for (int i = 0; i < array.Count; i++) array.Store[array.Start + i] = Datum.Unknown.Instance;
            return null;
        }

        int found = fromEnd ? array.Count - index : index;
        if (found >= 0 && found < array.Count) return (array, found);
        Report(new Problem(BodyProblems.IndexOutside, FormattableString.Invariant($"Index {(fromEnd ? "^" : "")}{index}"), array.Count), place, frame.Calls);
        return null;
    }

    /// <summary>Lists grow by doubling as fast as loops run, and loops can keep many: their lengths are part of the budget of steps.</summary>
    private void Charge(int length, Expression expression, Frame frame)
    {
        if (length > budget.Steps - _steps) ExhaustSteps(expression, frame);
        _steps += length;
    }

    /// <summary>So many that the names of layers cost nothing compared with their evaluation.</summary>
    private const int CharactersPerStep = 32;

    private Datum EvaluateBinary(BinaryExpression expression, Frame frame)
    {
        Datum left = Evaluate(expression.Left, frame);
        Datum right = Evaluate(expression.Right, frame);
        if (left is Datum.Unknown || right is Datum.Unknown) return Datum.Unknown.Instance;
        return Arithmetic.Apply(expression.Operator, left, right)
            ?? Report(new Problem(BodyProblems.Arithmetic, $"{Spell(left)} {Arithmetic.Sign(expression.Operator)} {Spell(right)}"), expression, frame);
    }

    private Datum EvaluateUnary(UnaryExpression expression, Frame frame) => Evaluate(expression.Operand, frame) is var operand and not Datum.Unknown
        ? Arithmetic.Apply(expression.Operator, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"-({Spell(operand)})"), expression, frame)
        : Datum.Unknown.Instance;

    private Datum EvaluateConversion(ConversionExpression expression, Frame frame)
    {
        Datum operand = Evaluate(expression.Operand, frame);
        if (operand is Datum.Unknown or Datum.Null) return operand;
        return Arithmetic.Convert(expression.To, operand) ?? Report(new Problem(BodyProblems.Arithmetic, $"(int){Spell(operand)}"), expression, frame);
    }

    private Datum EvaluateMath(MathExpression expression, Frame frame)
    {
        Datum[] arguments = EvaluateAll(expression.Arguments, frame);
        if (arguments.Any(argument => argument is Datum.Unknown)) return Datum.Unknown.Instance;
        return MathFunctions.Apply(expression.Function, arguments)
            ?? Report(new Problem(BodyProblems.Arithmetic, $"Math.{expression.Function}({string.Join(", ", arguments.Select(Spell))})"), expression, frame);
    }

    private Datum EvaluateText(TextExpression expression, Frame frame)
    {
        var text = new StringBuilder();
        bool known = true;
        foreach (TextPart part in expression.Parts)
        {
            Datum value = Evaluate(part.Value, frame);
            known &= value is not Datum.Unknown;
            try
            {
                text.Append(TextOf(value, part.Format));
            }
            catch (FormatException)
            {
                return Report(new Problem(BodyProblems.Unsupported, $"The format '{part.Format}'", "numbers have C#'s formats"), part.Value, frame);
            }
        }

        Charge(text.Length / CharactersPerStep, expression, frame);
        return known ? new Datum.String(text.ToString()) : Datum.Unknown.Instance;
    }

    /// <summary>A value in an interpolated string, in the invariant culture: names must not depend on whose machine compiles.</summary>
    private static string TextOf(Datum value, string? format) => value switch
    {
        Datum.Int number => number.Value.ToString(format, CultureInfo.InvariantCulture),
        Datum.Float number => number.Value.ToString(format ?? "R", CultureInfo.InvariantCulture),
        Datum.Bool flag => flag.Value ? "True" : "False",
        Datum.String text => text.Value,
        _ => "",
    };

    private static string Spell(Datum value) => value switch
    {
        Datum.Int or Datum.Float => TextOf(value, null),
        Datum.Bool flag => flag.Value ? "true" : "false",
        _ => value.Kind,
    };

    private Datum EvaluateShape(ShapeExpression expression, Frame frame)
    {
        Datum given = Evaluate(expression.Node, frame);
        if (given is not Datum.Node node) return Missing(given, $"The node whose {expression.Property} is asked for", expression, frame);
        Shape shape = Builder.ShapeOf(node.Value);
        int dimension = expression.Property switch { "Channels" => 0, "Height" => 1, "Width" => 2, _ => -1 };
        if (dimension < 0) return new Datum.Int(shape.Rank);

        // A vector's features are its channels; only a map has a height and a width.
        bool exists = dimension == 0 ? shape.Rank > 0 : shape.Rank == 3;
        return exists ? new Datum.Int(shape[dimension]) : Report(new Problem(BodyProblems.NoSuchDimension, expression.Property, shape), expression, frame);
    }

    private Datum EvaluateDimension(DimensionExpression expression, Frame frame)
    {
        Datum given = Evaluate(expression.Node, frame);
        if (given is not Datum.Node node) return Missing(given, "The node whose dimension is asked for", expression, frame);
        if (Evaluate(expression.Index, frame) is not Datum.Int index) return Datum.Unknown.Instance;
        Shape shape = Builder.ShapeOf(node.Value);
        int dimension = expression.FromEnd ? shape.Rank - index.Value : index.Value;
        if (dimension >= 0 && dimension < shape.Rank) return new Datum.Int(shape[dimension]);
        string spelled = FormattableString.Invariant($"Dimension {(expression.FromEnd ? "^" : "")}{index.Value}");
        return Report(new Problem(BodyProblems.NoSuchDimension, spelled, shape), expression, frame);
    }
}
