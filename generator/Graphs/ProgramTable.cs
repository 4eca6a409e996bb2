namespace Kiln.Generator.Graphs;

/// <summary>What a declaration asks for beside the source graph: gradients that come from outside, and inputs whose gradient the caller can have.</summary>
internal sealed record ProgramDemands(bool IsTrainable, EquatableArray<string> GradientInputs)
{
    public static ProgramDemands None { get; } = new(false, []);
}

/// <summary>The programs that networks can have. To add one, add its row, say which networks have it, and add its passes if they are new.</summary>
internal static class ProgramTable
{
    public static ProgramSpec Infer { get; } =
        new("Infer", "Forward", "Runs inference on up to MaxBatch samples stored one after another.", [ResultKind.Output]) { IsDeferred = false };

    public static ProgramSpec Evaluate { get; } = new(
        "Evaluate", "Evaluate", "Returns the mean loss over the batch in inference mode, and fills those outputs whose spans are not empty.",
        [ResultKind.Output, ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart]) { Extends = Infer.Name };

    public static ProgramSpec Train { get; } = new(
        "Train", "ForwardBackward", "Returns the mean loss over the batch in training mode, and stores the gradients of scale times that loss.",
        [ResultKind.Loss, ResultKind.LossTerm, ResultKind.LossPart, ResultKind.ParameterGradient, ResultKind.StateUpdate])
    {
        IsTraining = true, Targets = GradientTargets.AllParameters,
    };

    /// <summary>The running statistics are those of the network's own training.</summary>
    public static ProgramSpec InputGradient { get; } = new(
        "InputGradient", "InputGradient",
        "Returns the mean loss over the batch in training mode, and writes the gradients of scale times that loss with respect to inputs. "
        + "It does not change parameters, their gradients or running statistics.",
        [ResultKind.Loss, ResultKind.LossTerm, ResultKind.InputGradient]) { IsTraining = true };

    public static ProgramSpec ForwardTraining { get; } = new(
        "ForwardTraining", "ForwardTraining",
        "Computes the outputs in training mode (with dropout and the statistics of the batch). Backward continues from here.",
        [ResultKind.Output, ResultKind.StateUpdate])
    {
        IsTraining = true, Targets = GradientTargets.AllParameters, Prepares = [ResultKind.ParameterGradient, ResultKind.InputGradient],
    };

    public static ProgramSpec Backward { get; } = new(
        "Backward", "Backward",
        "Computes the gradients of the parameters from those of the outputs, for the batch of the last ForwardTraining. "
        + "Each ForwardTraining allows one Backward.",
        ForwardTraining.Prepares) { IsTraining = true, Targets = GradientTargets.AllParameters, Continues = ForwardTraining.Name };

    public static IEnumerable<ProgramSpec> Of(Graph source, ProgramDemands? demands = null) => Of(
        source.Results.Any(result => result.Kind == ResultKind.Loss),
        source.Results.Select(result => result.Entry).Where(entry => entry.Length > 0).Distinct(),
        demands ?? ProgramDemands.None);

    /// <summary>The programs of a network: without a loss it only infers, unless gradients come from outside; each entry infers by itself.</summary>
    public static IEnumerable<ProgramSpec> Of(bool hasLoss, IEnumerable<string> entries, ProgramDemands demands)
    {
        yield return Infer;
        foreach (string entry in entries) yield return EntryOf(entry);
        var targets = new GradientTargets(true, demands.GradientInputs);
        if (hasLoss)
        {
            yield return Evaluate;
            yield return Train;
            if (demands.GradientInputs.Count > 0) yield return InputGradient with { Targets = targets with { Parameters = false } };
        }

        if (!demands.IsTrainable) yield break;
        yield return ForwardTraining with { Targets = targets };
        yield return Backward with { Targets = targets };
    }

    /// <summary>The program of a method of the network.</summary>
    public static ProgramSpec EntryOf(string entry) => Infer with
    {
        Name = entry + "Entry", Method = entry, Entry = entry, IsDeferred = true,
        Summary = $"Runs {entry} alone, with the network's parameters, on up to MaxBatch samples stored one after another. "
            + "The first call allocates the memory for it.",
    };
}
