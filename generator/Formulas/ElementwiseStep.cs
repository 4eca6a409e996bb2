namespace Kiln.Generator.Formulas;

/// <summary>
/// One element-wise step as kernels see it: y = f(x, operands..., scalars...). Operands are tensors laid out like the result and are loaded at the address of
/// the result; scalars are float arguments of the kernel (hyper-parameters such as a slope). The name enters the kernel's key, the scalars' values do not.
/// </summary>
internal sealed record ElementwiseStep(string Name, int Operands, int Scalars, Formula Formula)
{
    /// <summary>Steps are equal when their names are: the formula belongs to the name.</summary>
    public bool Equals(ElementwiseStep? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);
}
