using Kiln.Generator.Steps;
using Kiln.Generator.Formulas;
using Kiln.Generator;
using Kiln.Generator.Emit.Kernels;

namespace Kiln.Compiler.Tests.Kernels;

/// <summary>A kernel with what a caller hands to it: a bias or none, and element-wise steps.</summary>
internal sealed record KernelUse(KernelKey Key, bool Bias, EquatableArray<ElementwiseStep> Epilogue)
{
    public string Name => Key.Name + (Bias ? " with bias" : "") + string.Concat(Epilogue.Select(step => ", " + step.Name));

    /// <summary>
    /// A class Caller with a method for every body, as a network would call it: the tensors of the kernel, the operands and scalars of the steps, its shape.
    /// A product's Run leaves out what it is not given; the other bodies take everything.
    /// </summary>
    public string Caller
    {
        get
        {
            int operands = Epilogue.Sum(step => step.Operands), scalars = Epilogue.Sum(step => step.Scalars);
            string further = string.Concat(Enumerable.Range(0, operands).Select(i => $", ref float operand{i}"))
                + string.Concat(Enumerable.Range(0, scalars).Select(i => $", float scalar{i}"));
            string methods = string.Concat(KernelCompiler.Bodies.Prepend("Run").Select(body => Key.Family == KernelFamily.Elementwise
                ? $"internal static void {body}(ref float x, ref float y{further}, nint count) => "
                    + $"{Key.Name}.{body}(ref y, {Steps($"new Kiln.Generated.Steps.Load(ref x)")}, count);\n"
                : $"internal static void {body}(ref float x, ref float w{(Bias ? ", ref float bias" : "")}, ref float y{further}, "
                    + $"in Kiln.Kernels.{ShapeOf(Key.Family)} shape) {{ {Product(body)} }}\n"));
            return $"namespace Kiln.Generated;\ninternal static class Caller\n{{\n{methods}}}\n";
        }
    }

    private static string ShapeOf(KernelFamily family) => $"{family}Shape";

    private string Product(string body)
    {
        string bias = Bias ? ", ref bias" : "";
        if (body == "Run") return $"{Key.Name}.Run(ref x, ref w{bias}, ref y{(Epilogue.Count > 0 ? ", " + Steps(null) : "")}, in shape);";
        string none = Bias ? bias : ", ref System.Runtime.CompilerServices.Unsafe.NullRef<float>()";
        return $"var epilogue = {(Epilogue.Count > 0 ? Steps(null) : "new Kiln.Kernels.NoEpilogue()")}; "
            + $"{Key.Name}.{body}(ref x, ref w{none}, ref y, ref epilogue, in shape);";
    }

    /// <summary>The steps joined by Then, behind another one where there is one.</summary>
    private string Steps(string? first)
    {
        string text = first ?? "";
        int operand = 0, scalar = 0;
        foreach (ElementwiseStep step in Epilogue)
        {
            IEnumerable<string> arguments =
                [.. Enumerable.Range(0, step.Operands).Select(_ => $"ref operand{operand++}"), .. Enumerable.Range(0, step.Scalars).Select(_ => $"scalar{scalar++}")];
            string next = $"new Kiln.Generated.Steps.{step.Name}({string.Join(", ", arguments)})";
            text = text.Length == 0 ? next : $"{text}.Then({next})";
        }

        return text;
    }

    /// <summary>The kernel, its steps and the caller.</summary>
    public string[] Sources =>
    [
        KernelEmitter.Emit(Key, "Kiln.Generated", "internal"),
        .. Epilogue.Prepend(StepKey.Load).Distinct().Select(step => StepEmitter.Emit(new StepKey(step), "Kiln.Generated.Steps", "internal")), Caller,
    ];
}
