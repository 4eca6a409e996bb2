namespace Kiln.Generator.Evaluation;

/// <summary>Adds the methods with <c>[Entry]</c> to the graph: each has inputs and outputs of its own, on the parameters of the network.</summary>
internal sealed class EntryEvaluation(NetworkSpec spec, Evaluator evaluator)
{
    private readonly List<NetworkEntry> _entries = [];

    public IReadOnlyList<NetworkEntry> Entries => _entries;

    /// <summary>Whether the outputs of all entries are known.</summary>
    public bool IsComplete { get; private set; } = true;

    public void Run()
    {
        foreach (GraphMethodSpec method in spec.Entries) Add(method);
    }

    private void Add(GraphMethodSpec method)
    {
        var names = new SpanNames();
        var inputs = new InputNodes(evaluator, names, method.Name, method.Name);
        IReadOnlyList<Value?> values = new GraphMethodEvaluation(spec, evaluator, inputs).Build(method);
        IReadOnlyList<string> outputs = names.Take(method.Results);
        var tensors = new List<PublicTensor>();
        for (int i = 0; i < outputs.Count; i++)
        {
            tensors.Add(PublicTensor.Of(outputs[i], values[i], evaluator.Builder));
            if (values[i] is { } value) evaluator.Builder.Result(ResultKind.Output, outputs[i], value, method.Name);
            else IsComplete = false;
        }

        _entries.Add(new NetworkEntry(method.Name, inputs.Samples.ToEquatableArray(), tensors.ToEquatableArray()));
    }
}
