using Kiln.Generator.Evaluation.Language;

namespace Kiln.Generator.Evaluation;

/// <summary>
/// Calls of methods, local functions and lambdas, reads of properties and fields, and blocks. A helper's layers belong to the scope of its caller and are new
/// in every call; a shared method has a scope of its own, the same in every call, and so have all applications of one block.
/// </summary>
internal sealed partial class Evaluator
{
    private readonly Dictionary<string, int> _methods =
        spec.Methods.Select((method, index) => (method.Key, index)).ToDictionary(pair => pair.Key, pair => pair.index, StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sharedScopes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Datum> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _blocks =
        spec.Blocks.Select((block, index) => (block.Type, index)).ToDictionary(pair => pair.Type, pair => pair.index, StringComparer.Ordinal);
    private readonly Dictionary<int, string> _appliedBlocks = [];
    private int _constructedBlocks;

    private Datum EvaluateCall(CallExpression expression, Frame frame)
    {
        Datum? self = expression.Block is { } block ? Evaluate(block, frame) : frame.Self;
        if (self is not (null or Datum.Block)) return Missing(self, "The block whose member is used", expression, frame);
        return Call(expression.Method, self as Datum.Block, EvaluateAll(expression.Arguments, frame), expression.Name, expression, frame);
    }

    private Datum Call(string key, Datum.Block? self, Datum[] arguments, Expression? name, Expression expression, Frame frame)
    {
        MethodSpec method = spec.Methods[_methods[key]];
        Dictionary<string, Datum>? values = method.Kind switch { MemberKind.StaticValue => _values, MemberKind.InstanceValue => self?.Members, _ => null };
        if (values is not null && values.TryGetValue(key, out Datum? known)) return known;
        if (method.Body is null) return Report(new Problem(BodyProblems.NoSource, method.Name, values is null ? "body" : "value"), expression, frame);
        CheckDepth(method.Name, expression, frame);
        if (ScopeOf(method, name, expression, frame) is not { } scope) return Datum.Unknown.Instance;

        int table = 1 + spec.Blocks.Count + _methods[key];
        var inner = new Frame(table, method.Body, scope, frame.Frozen || method.Frozen, [.. frame.Calls, frame.At(expression.Origin)], self);
        Datum result = Run(inner, arguments);
        if (values is not null) values[key] = result;
        return result;
    }

    /// <summary>The scope of the layers of a call, or null if its name cannot be used.</summary>
    private LayerScope? ScopeOf(MethodSpec method, Expression? name, Expression expression, Frame frame)
    {
        if (method.Scope is null)
            return name is null ? frame.Scope : ClaimName(method.Name, name, expression, frame) is { } own ? new LayerScope(own) : null;
        if (name is not null)
            return Refuse(new Problem(
                BodyProblems.Unsupported, $"Named on a call of {method.Name}", "a method that shares its parameters has its own name for all its calls"));
        if (_sharedScopes.TryGetValue(method.Key, out string? earlier)) return new LayerScope(earlier);
        if (Root.Claim(method.Name, method.Scope) is not { } first) return Refuse(new Problem(DeclarationProblems.DuplicateName, method.Scope));
        _sharedScopes.Add(method.Key, first);
        return new LayerScope(first);

        LayerScope? Refuse(Problem problem)
        {
            Report(problem, expression, frame);
            return null;
        }
    }

    private Datum EvaluateInvoke(InvokeExpression expression, Frame frame)
    {
        Datum given = Evaluate(expression.Function, frame);
        Datum[] arguments = EvaluateAll(expression.Arguments, frame);
        if (given is Datum.Method method) return Call(method.Key, method.Self, arguments, null, expression, frame);
        if (given is not Datum.Function function) return Missing(given, "The function that is called", expression, frame);
        CheckDepth("A function", expression, frame);
        Frame around = function.Around;
        EquatableArray<Origin> calls = [.. frame.Calls, frame.At(expression.Origin)];
        return Run(new Frame(around.Table, function.Body, frame.Scope, frame.Frozen, calls, around.Self, around), arguments);
    }

    private Datum EvaluateBlock(BlockExpression expression, Frame frame)
    {
        Datum[] arguments = EvaluateAll(expression.Arguments, frame);
        string? name = expression.Name is { } given && Evaluate(given, frame) is Datum.String text ? text.Value : null;
        var block = new Datum.Block(_constructedBlocks++, expression.Type, name, expression.Frozen, expression.IsFloat);

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
        frame.Self is { } self && self.Members.TryGetValue(expression.Parameter, out Datum? value) ? value : Unsupported(
            "A constructor without source", "blocks and the classes that they derive from are in this project or in a library that uses Kiln", expression,
            frame);

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
        if (block.IsFloat) FloatLayers.Add(scope);
        CheckDepth(body.Name, expression, frame);

        EquatableArray<Origin> calls = [.. frame.Calls, frame.At(expression.Origin)];
        return Run(new Frame(_blocks[block.Type] + 1, body.Body, new LayerScope(scope), frame.Frozen || block.Frozen, calls, block), [input]);
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
