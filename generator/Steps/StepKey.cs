using Kiln.Generator.Formulas;

namespace Kiln.Generator.Steps;

/// <summary>
/// What identifies the struct of an element-wise step. A bit of <paramref name="Numbers"/> is set for each operand that gives one number to a whole row; with
/// <paramref name="ReadsChannels"/> the only operand has a number for each channel.
/// </summary>
internal sealed record StepKey(ElementwiseStep Step, int Numbers = 0, bool ReadsChannels = false)
{
    /// <summary>The struct's name, e.g. <c>Add</c>, or <c>AddNumber</c>.</summary>
    public string Name => Step.Name + Suffix;

    /// <summary>Reads its operand and nothing else: what a loop begins with.</summary>
    public static ElementwiseStep Load { get; } = new("Load", 1, 0, Formula.Operand(0));

    public bool IsNumber(int operand) => ((Numbers >> operand) & 1) != 0;

    private string Suffix => ReadsChannels ? "Channels" : Numbers == 0 ? ""
        : Step.Operands == 1 ? "Number"
        : "Number" + string.Concat(Enumerable.Range(0, Step.Operands).Where(IsNumber).Select(operand => operand.ToString(CultureInfo.InvariantCulture)));
}
