namespace Kiln.Generator.Evaluation.Surface;

/// <summary>The members that the generated part of a class has, as far as they can clash with the user's own.</summary>
internal static class NetworkMembers
{
    private static readonly string[] Values =
        [
            "Info", "MaxBatch", "Parameters", "ParameterCount", "MultiplyAdds", "ArenaBytes", "TrainingArenaBytes", "kiln", "kilnBatch", "KilnLayout",
            "KilnAt", "KilnProblem", "KilnGraphMethods",
        ];

    private static readonly ClassMember[] Methods =
    [
        new("ArenaBytesFor", "int, int"),
        new("Share", "int?"),
        new("EditParameters", ""),
        new("Save", "string"),
        new("Save", "global::System.IO.Stream"),
        new("Load", "string, global::Kiln.LoadOptions"),
        new("Load", "global::System.IO.Stream, global::Kiln.LoadOptions"),
        new(ClassMember.Constructor, "int, int, int"),
        new(ClassMember.Constructor, ClassMember.Self + ", int?"),
    ];

    /// <summary>Members that only some networks have, or whose parameters are the user's.</summary>
    private static readonly string[] Others =
    [
        "Gradients", "LossTerms", "Forward", "Evaluate", "ForwardBackward", "InputGradient", "ForwardTraining", "Backward", .. Integers,
    ];

    /// <summary>Members that a network has for its form in integers.</summary>
    private static string[] Integers => [QuantizedNetwork.IntegerClass, QuantizedNetwork.CalibrationClass, "Quantize"];

    /// <summary>Whether a network may have a member of that name beside the constants with sizes.</summary>
    public static bool IsName(string name) => Values.Contains(name) || Others.Contains(name) || Methods.Any(method => method.Name == name);

    public static IEnumerable<ClassMember> Of(EvaluatedNetwork network)
    {
        IEnumerable<string> values = Values;
        if (network.Learns) values = values.Append("Gradients");
        if (network.HasLoss) values = values.Append("LossTerms");
        IEnumerable<string> classes = network.Programs.Select(program => program.Class).Where(name => name.Length > 0).Distinct();
        if (network.Quantization is not null && !network.IsInteger)
            classes = classes.Concat(Integers);
        return values.Concat(Sizes(network)).Concat(classes).Select(name => new ClassMember(name, null))
            .Concat(Methods)
            .Concat(SpanMethods.Of(network).Select(method => new ClassMember(method.Name, method.ParameterTypes)));
    }

    /// <summary>The constants that hold the sizes of spans.</summary>
    public static IEnumerable<string> Sizes(EvaluatedNetwork network) =>
        network.ShownInputs.Concat(network.Targets).Concat(network.Outputs).Select(tensor => tensor.SizeConstant).Concat(network.Entries.SelectMany(Sizes));

    public static IEnumerable<string> Sizes(NetworkEntry entry) => entry.Inputs.Concat(entry.Outputs).Select(entry.SizeConstant);
}
