using System.Globalization;
using System.Reflection;
using Kiln.Compiler.Tests.Reading;
using Microsoft.CodeAnalysis;

namespace Kiln.Compiler.Tests.Analyzers;

/// <summary>C# lets any number stand for a value of an enumeration; Kiln knows only those that have a name, wherever it takes one.</summary>
public sealed class EnumerationTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Inputs of which each layer takes one at least.</summary>
    private static readonly string[] s_inputs = ["Input(4)", "Input(4, 8)", "Input(4, 8, 8)"];

    private static IEnumerable<Type> Attributes =>
        typeof(LayerAttribute).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Attribute)) && !type.IsAbstract);

    /// <summary>Each property of an attribute: its text with a number that has no name, and the network around it.</summary>
    public static TheoryData<string, string> Properties => new(
        from type in Attributes
        from property in type.GetProperties(Declared)
        where property.CanWrite && property.PropertyType.IsEnum
        let wrong = $"{property.Name} = ({property.PropertyType.Name})99"
        let name = NameOf(type)
        let attribute = name.StartsWith("Input", StringComparison.Ordinal) ? $"{name}(2, 4, 4, {wrong})" : $"Input(2, 4, 4), {name}({wrong})"
        select (wrong, $"[Network, {attribute}, Flatten, Dense(3)] public sealed partial class N;"));

    /// <summary>Each argument of a layer, as an attribute and as a method.</summary>
    public static TheoryData<string, string> Arguments => new(
        from member in Attributes.SelectMany(type => type.GetConstructors()).Cast<MethodBase>()
            .Concat(typeof(Node).GetMethods(Declared | BindingFlags.Static))
        from parameter in member.GetParameters()
        where parameter.ParameterType.IsEnum
        let wrong = $"{parameter.Name}: ({parameter.ParameterType.Name})99"
        let needed = member.GetParameters().Where(other => !other.HasDefaultValue).Select(other => other.ParameterType.IsArray ? "[1, 1]" : "2")
        let arguments = $"({string.Join(", ", needed.Append(wrong))})"
        let network = member.IsConstructor ? $"[Network, @, {NameOf(member.DeclaringType!)}{arguments}] public sealed partial class N;"
            : $"[Network] public sealed partial class N {{ static Node Build([@] Node x) => {(member.IsStatic ? "Node" : "x")}.{member.Name}{arguments}; }}"
        select (wrong, network));

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task A_property_has_a_named_value(string wrong, string network) => AssertReported(wrong, Assert.Single(await RunAsync(network)));

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task An_argument_has_a_named_value(string wrong, string network)
    {
        List<Diagnostic> found = [];
        foreach (string input in s_inputs) found.AddRange(await RunAsync(network.Replace("@", input, StringComparison.Ordinal)));
        AssertReported(wrong, found.First(one => one.Id == "KILN106"));
    }

    [Fact]
    public async Task The_message_names_the_values()
    {
        Diagnostic found = Assert.Single(await RunAsync("[Network, Input(4), Quantize(PlanFor = (PlanFor)7), Dense(3)] public sealed partial class N;"));
        Assert.Equal("Quantize: PlanFor is 7 but must be Speed or Memory", found.GetMessage(CultureInfo.InvariantCulture));
    }

    private static void AssertReported(string wrong, Diagnostic found)
    {
        Assert.Equal("KILN106", found.Id);
        Assert.Equal(wrong, found.Location.SourceTree!.GetText().ToString(found.Location.SourceSpan));
    }

    private static async Task<Diagnostic[]> RunAsync(string source) => [.. await AnalyzerRun.OnAsync(TestCompilation.Of(source))];

    private static string NameOf(Type attribute) =>
        attribute.Name.Replace("Attribute", "", StringComparison.Ordinal).Replace("`1", "<byte>", StringComparison.Ordinal);
}
