using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>What nodes say about their shapes.</summary>
internal sealed partial class Evaluator
{
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
