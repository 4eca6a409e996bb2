using System.Reflection;
using Kiln.Generator.Ops;

namespace Kiln.Compiler.Tests.Evaluation;

/// <summary>One vocabulary: the table of layers, the attributes and the fluent methods have the same names, parameters, order and defaults.</summary>
public class VocabularyTests
{
    private static readonly Type[] Attributes =
        [.. typeof(LayerAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && type != typeof(BlockAttribute))];

    /// <summary>Operators have names of their own in metadata.</summary>
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["Add"] = "op_Addition",
        ["Subtract"] = "op_Subtraction",
        ["Multiply"] = "op_Multiply",
        ["Divide"] = "op_Division",
        ["Negate"] = "op_UnaryNegation",
    };

    /// <summary>Members of Node that are not layers.</summary>
    private static readonly string[] Others = ["Apply", "Named"];

    public static TheoryData<string> Layers => [.. OpTable.Layers.Where(layer => !layer.IsFunction).Select(layer => layer.Name)];

    [Fact]
    public void Every_layer_has_a_method_and_every_method_a_layer()
    {
        IEnumerable<string> methods = typeof(Node).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            .Select(method => method.Name)
            .Except(Others);
        Assert.Equal(
            OpTable.Layers.Select(layer => Operators.GetValueOrDefault(layer.Name, layer.Name)).Order(StringComparer.Ordinal),
            methods.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_and_attributes_have_the_same_layers() =>
        Assert.Equal(
            OpTable.Layers.Where(layer => !layer.IsFunction).Select(layer => layer.Name + "Attribute").Order(StringComparer.Ordinal),
            Attributes.Select(type => type.Name).Order(StringComparer.Ordinal));

    /// <summary>A number is on the side that its parameter names.</summary>
    [Fact]
    public void Operators_name_their_numbers_by_side()
    {
        foreach (MethodInfo method in typeof(Node).GetMethods().Where(method => method.IsSpecialName && method.GetParameters().Length == 2 && method.IsStatic))
            Assert.Equal(["left", "right"], method.GetParameters().Select(parameter => parameter.Name));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Attribute_and_method_agree(string name)
    {
        // A node that a method may leave out is one that a stack cannot give.
        bool isLoss = OpTable.Layers.First(layer => layer.Name == name).IsLoss;
        string[] constructors =
            [.. Attributes.First(type => type.Name == name + "Attribute").GetConstructors().Select(constructor => Describe(constructor.GetParameters()))];
        string[] methods = [.. typeof(Node).GetMethods()
            .Where(method => method.Name == name)
            .Select(
                method => Describe(method.GetParameters()
                    .Skip(isLoss ? 1 : 0)
                    .Where(parameter => parameter.ParameterType != typeof(Node) || !parameter.HasDefaultValue)))];
        Assert.Equal(constructors.Order(StringComparer.Ordinal), methods.Order(StringComparer.Ordinal));
        Assert.All(typeof(Node).GetMethods().Where(method => method.Name == name && isLoss), method => Assert.Equal("target", method.GetParameters()[0].Name));
    }

    [Fact]
    public void Every_member_of_a_node_throws_at_run_time()
    {
        var node = (Node)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(Node));
        foreach (MethodInfo method in typeof(Node).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            object?[] arguments =
                [.. method.GetParameters().Select(parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
            TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => method.Invoke(node, arguments));
            Assert.Contains("only while Kiln compiles", Assert.IsType<InvalidOperationException>(thrown.InnerException).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Layers_of_Kiln_leave_nothing_in_metadata() =>
        Assert.All(Attributes, type => Assert.Equal("KILN_METADATA", type.GetCustomAttribute<System.Diagnostics.ConditionalAttribute>()?.ConditionString));

    [Fact]
    public void Enums_have_the_same_names_and_numbers() =>
        Assert.Equal(Members(typeof(Init)), Members(typeof(Kiln.Generator.Graphs.Init)));

    private static IEnumerable<(string, int)> Members(Type type) => Enum.GetNames(type).Select(name => (name, (int)Enum.Parse(type, name)));

    private static string Describe(IEnumerable<System.Reflection.ParameterInfo> parameters) =>
        string.Join(
            ", ",
            parameters.Select(
                parameter => $"{parameter.ParameterType} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}"));
}
