using Kiln.Generator.Evaluation.Language;
using Kiln.Generator.Evaluation.Surface;

namespace Kiln.Generator.Evaluation;

/// <summary>Rules that no single attribute or method can check alone: the order of layers and losses, and combinations that a network cannot have.</summary>
internal sealed class DeclarationRules(NetworkSpec spec, Evaluator evaluator)
{
    private readonly string _network = spec.Identity.Name;

    public void Check()
    {
        foreach (LocatedProblem problem in spec.Problems) evaluator.Report(problem.Problem, problem.Origin, problem.Calls);
        List<Expression> stack = [.. spec.Stack];
        int first = stack.FindIndex(IsLoss);
        if (spec.Build is not null) CheckClass(stack);
        else CheckStack(stack, first);
        CheckGradients(hasLoss: first >= 0 || spec.Loss is not null);
        if (first < 0) return;

        string loss = ((LayerExpression)stack[first]).Layer;
        foreach (LayerExpression second in stack.Skip(first + 1).OfType<LayerExpression>().Where(IsLoss))
            evaluator.Report(DeclarationProblems.TwoLosses, second.Origin, _network, loss, second.Layer);
        if (spec.Loss is { } method) evaluator.Report(DeclarationProblems.TwoLosses, method.Origin, _network, loss, "the method Loss");
    }

    /// <summary>One call passes a limited number of spans.</summary>
    public void CheckSpans(string method, int spans, int place)
    {
        if (spans > SpanMethods.MaximumSpans) evaluator.Report(DeclarationProblems.TooManySpans, place, method, spans, SpanMethods.MaximumSpans);
    }

    /// <summary>An input can have a gradient only if something passes one on to it.</summary>
    private void CheckGradients(bool hasLoss)
    {
        foreach (InputSpec input in spec.Inputs) Check(input.Name ?? "input", input, null);
        foreach (GraphMethodSpec method in spec.GraphMethods)
            foreach (GraphParameter parameter in method.Parameters) Check(parameter.Name, parameter.Input, method.Role);

        void Check(string name, InputSpec? input, GraphMethodRole? role)
        {
            if (input is not { Gradient: true }) return;
            if (role == GraphMethodRole.Loss) evaluator.Report(DeclarationProblems.InputGradient, input.Origin, name, "it is a target", "remove Gradient");
            else if (role == GraphMethodRole.Entry)
                evaluator.Report(DeclarationProblems.InputGradient, input.Origin, name, "it is the input of an entry", "remove Gradient");
            else if (!hasLoss && !spec.IsTrainable) evaluator.Report(WithoutLoss(name), new Origin(0, input.Origin), []);
        }
    }

    private Problem WithoutLoss(string input) =>
        new(DeclarationProblems.InputGradient, input, _network + " has no loss", "add a loss, or write [Network(Trainable = true)]")
        {
            Remedy = "Trainable = true",
        };

    /// <summary>Beside Build the class carries a loss at most.</summary>
    private void CheckClass(IEnumerable<Expression> stack)
    {
        if (spec.Inputs.Count > 0) evaluator.Report(DeclarationProblems.StackAndBuild, spec.Inputs[0].Origin, _network, "an input");
        else if (stack.FirstOrDefault(layer => !IsLoss(layer)) is { } layer)
            evaluator.Report(DeclarationProblems.StackAndBuild, layer.Origin, _network, "layers");
    }

    private void CheckStack(List<Expression> stack, int first)
    {
        foreach (InputSpec second in spec.Inputs.Skip(1)) evaluator.Report(DeclarationProblems.TwoInputs, second.Origin, _network, "a stack of layers");
        if (first < 0) return;
        string loss = ((LayerExpression)stack[first]).Layer;
        if (first == 0 && stack.Count == 1) evaluator.Report(DeclarationProblems.NothingBeforeLoss, stack[first].Origin, _network, loss);
        else if (stack.Skip(first + 1).FirstOrDefault(layer => !IsLoss(layer)) is { } after)
            evaluator.Report(DeclarationProblems.LossNotLast, stack[first].Origin, loss, NameOf(after));
    }

    private bool IsLoss(Expression layer) => layer is LayerExpression { Layer: var name } && evaluator.Find(name) is { IsLoss: true };

    private string NameOf(Expression layer) => layer switch
    {
        LayerExpression plain => plain.Layer,
        ApplyExpression { Block: BlockExpression block } => spec.Blocks.First(candidate => candidate.Type == block.Type).Name,
        _ => "another layer",
    };
}
