namespace Kiln.Generator.Ops;

/// <summary>
/// What each of the N rows contributes to a weighted mean: y_i = x_i N / sum of w, whose plain mean over the rows is sum of x / sum of w. So a loss whose
/// rows count by weights can be added to others and averaged with them. Where the weights add up to 0 nothing counts, and y is 0. Inputs: losses (weighted
/// already), weights; w does not depend on what is trained. <paramref name="Denominator"/> numbers the sum of w among those of the network.
/// </summary>
internal sealed record LossShare(int Denominator = 0) : Op
{
    public override void Evaluate(Reference reference)
    {
        Tensor x = reference.Input(0);
        double weight = reference.Input(1).Data.Sum();
        reference.Output().Fill(row => weight == 0 ? 0 : x.Data[row] * x.Rows / weight);
    }

    /// <summary>Linear in x: the same op takes dy to dx.</summary>
    public override void Differentiate(Gradient gradient) => gradient.Contribute(0, this, gradient.Dy, gradient.Input(1));

    public static IReadOnlyList<OpCase> Cases =>
    [
        new("rows", new LossShare(), OpCase.Number, OpCase.Number)
        {
            Kinds = [(1, InputKind.Weight)],
            WithoutSpecialValues = "weights are counts, or sums of class weights", OrdinaryInputs = [1],
        },
    ];
}
