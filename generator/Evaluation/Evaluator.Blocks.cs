using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>Blocks, and the parameters that applications of one block share.</summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<string, int> _blocks =
        spec.Blocks.Select((block, index) => (block.Type, index)).ToDictionary(pair => pair.Type, pair => pair.index, StringComparer.Ordinal);
    private readonly Dictionary<int, string> _appliedBlocks = [];
    private int _constructedBlocks;

    private Datum EvaluateBlock(BlockExpression expression, Frame frame)
    {
        Datum[] arguments = EvaluateAll(expression.Arguments, frame);
        string? name = expression.Name is { } given && Evaluate(given, frame) is Datum.String text ? text.Value : null;
        var block = new Datum.Block(_constructedBlocks++, expression.Type, name, expression.Frozen);

        // A library without Kiln has no constructor to run: its Build is missing too, and the code that applies the block says so.
        bool hasConstructor = spec.Methods[_methods[expression.Constructor]].Body is not null;
        int before = _reports;
        if (hasConstructor && Call(expression.Constructor, block, arguments, null, expression, frame) is Datum.Unknown) return Datum.Unknown.Instance;
        foreach (Argument member in expression.Members)
        {
            Datum value = Evaluate(member.Value, frame);
            if (spec.Methods[_methods[member.Parameter]].Kind == MemberKind.Instance) Call(member.Parameter, block, [value], null, member.Value, frame);
            else block.Members[member.Parameter] = value;
        }

        return _reports > before ? Datum.Unknown.Instance : block;
    }

    /// <summary>Without a constructor in source there are no parameters, and nothing can be computed from them.</summary>
    private Datum EvaluateCapture(CaptureExpression expression, Frame frame) =>
        frame.Self is { } self && self.Members.TryGetValue(expression.Parameter, out Datum? value) ? value
            : Report(
                new Problem(
                    BodyProblems.Unsupported, "A constructor without source",
                    "blocks and the classes that they derive from are in this project or in a library that uses Kiln"),
                expression, frame);

    private Datum EvaluateApply(ApplyExpression expression, Frame frame)
    {
        Datum input = Evaluate(expression.Input, frame);
        Datum given = Evaluate(expression.Block, frame);
        if (given is not Datum.Block block) return Missing(given, "The block that is applied", expression, frame);
        BlockSpec body = spec.Blocks[_blocks[block.Type]];
        string? scope = ScopeOf(block, body, expression, frame);
        if (body.Body is null) return Report(new Problem(BodyProblems.NoSource, body.Name, "Build"), expression, frame);
        if (input is not Datum.Node) return Missing(input, $"The node that {body.Name} is applied to", expression, frame);
        if (scope is null) return Datum.Unknown.Instance;
        CheckDepth(body.Name, expression, frame);

        var inner = new Frame(
            _blocks[block.Type] + 1, body.Body.Slots, new LayerScope(scope), frame.Frozen || block.Frozen, [.. frame.Calls, frame.At(expression.Origin)],
            block) { Body = body.Body };
        inner.Variables[0] = input;
        return Run(body.Body, inner);
    }

    /// <summary>The scope of a block's layers: its own, or the one of its first application, whose parameters it then shares.</summary>
    private string? ScopeOf(Datum.Block block, BlockSpec body, ApplyExpression expression, Frame frame)
    {
        if (_appliedBlocks.TryGetValue(block.Identity, out string? earlier)) return earlier;
        Expression? name = expression.Name ?? (expression.Block as BlockExpression)?.Name;
        if (name is null && block.Name is not null) name = new ConstantExpression(new Datum.String(block.Name), expression.Origin);
        string? scope = ClaimName(body.Name, name, expression, frame);
        if (scope is not null) _appliedBlocks.Add(block.Identity, scope);
        return scope;
    }

    private void CheckDepth(string callee, Expression expression, Frame frame)
    {
        if (frame.Calls.Count >= budget.Depth) Exhaust(new Problem(BodyProblems.DepthBudget, callee, budget.Depth), expression, frame);
    }
}
