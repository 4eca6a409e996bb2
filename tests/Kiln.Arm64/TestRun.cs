using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Kiln.Arm64;

/// <summary>Runs tests and counts them.</summary>
internal sealed class TestRun
{
    private const string Reflection = "Tests are found by their attributes.";

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>One test: an exception is a failure, whose message is printed.</summary>
    public void Try(string name, Action test)
    {
        try
        {
            test();
            Passed++;
        }
        catch (Exception error)
        {
            Failed++;
            Console.WriteLine($"{name}: {error}");
        }
    }

    /// <summary>All tests of this program that have the attributes of xunit.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The project roots its assembly: nothing of it is trimmed.")]
    public void TryAll() => TryTests();

    [RequiresUnreferencedCode(Reflection)]
    private void TryTests()
    {
        foreach (Type type in typeof(TestRun).Assembly.GetTypes())
            foreach (MethodInfo method in type.GetMethods().Where(IsTest))
                foreach (object?[] arguments in Arguments(type, method))
                    Try($"{type.Name}.{method.Name}({string.Join(", ", arguments)})", () => Invoke(type, method, arguments));
    }

    [RequiresUnreferencedCode(Reflection)]
    private static void Invoke(Type type, MethodInfo method, object?[] arguments) =>
        method.Invoke(method.IsStatic ? null : Activator.CreateInstance(type), BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static bool IsTest(MethodInfo method) => method.IsDefined(typeof(FactAttribute)) || method.IsDefined(typeof(TheoryAttribute));

    [RequiresUnreferencedCode(Reflection)]
    private static IEnumerable<object?[]> Arguments(Type type, MethodInfo method)
    {
        if (method.IsDefined(typeof(FactAttribute))) return [[]];
        return method.GetCustomAttribute<MemberDataAttribute>() is { } member
            ? ((TheoryData)type.GetProperty(member.Member)!.GetValue(null)!).Rows
            : method.GetCustomAttributes<InlineDataAttribute>().Select(data => data.Data);
    }
}
