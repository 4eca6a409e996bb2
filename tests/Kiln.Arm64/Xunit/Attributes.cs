namespace Xunit;

/// <summary>A test without arguments. These are the parts of xunit that the tests of kernels use; xunit itself is not made for native programs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactAttribute : Attribute;

/// <summary>A test with arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryAttribute : Attribute;

/// <summary>Arguments of a test.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class InlineDataAttribute(params object?[] data) : Attribute
{
    public object?[] Data => data;
}

/// <summary>The property of the test's class that holds its arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MemberDataAttribute(string member) : Attribute
{
    public string Member => member;
}

/// <summary>What kind of test it is.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TraitAttribute(string name, string value) : Attribute
{
    public string Name => name;

    public string Value => value;
}
