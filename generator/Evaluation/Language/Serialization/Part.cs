using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kiln.Generator.Evaluation.Language.Serialization;

/// <summary>How values of one kind are written, and read again.</summary>
internal sealed record Part(Action<BodyWriter, object?> Write, Func<BodyReader, object?> Read)
{
    public static Part Of<T>(Action<BodyWriter, T> write, Func<BodyReader, T> read) => new((writer, value) => write(writer, (T)value!), reader => read(reader));

    /// <summary>A value that may be absent.</summary>
    public static Part Optional(Part part) => new(
        (writer, value) =>
        {
            writer.Flag(value is not null);
            if (value is not null) part.Write(writer, value);
        },
        reader => reader.Flag() ? part.Read(reader) : null);

    public static Part List<T>(Part item) => Of<EquatableArray<T>>(
        (writer, items) =>
        {
            writer.Number(items.Count);
            foreach (T value in items) item.Write(writer, value);
        },
        reader =>
        {
            var items = new T[reader.Count()];
            for (int i = 0; i < items.Length; i++) items[i] = (T)item.Read(reader)!;
            return items.ToEquatableArray();
        });

    /// <summary>A part that contains itself.</summary>
    public static Part Later(Func<Part> part) => new((writer, value) => part().Write(writer, value), reader => part().Read(reader));

    /// <summary>
    /// A record: its <paramref name="values"/> are its constructor's parameters in order. Its place is left out, because the consumer of a library has no
    /// source to point at.
    /// </summary>
    public static Part Record<T>(Func<T, object?[]> values, params Part[] parts) => Record(typeof(T), value => values((T)value), parts);

    private static Part Record(Type type, Func<object, object?[]> values, Part[] parts)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        return new(
            (writer, value) =>
            {
                object?[] written = values(value!);
                for (int i = 0; i < parts.Length; i++) parts[i].Write(writer, written[i]);
            },
            reader =>
            {
                var read = new Queue<object?>(parts.Select(part => part.Read(reader)));
                return constructor.Invoke([.. constructor.GetParameters().Select(
                    parameter => parameter.Name == nameof(Expression.Origin) ? 0 : read.Dequeue())]);
            });
    }

    /// <summary>One of several records, each with a letter before it. They are made when they are first used, because they contain each other.</summary>
    public static Part Choice(Func<IEnumerable<Construct>> constructs)
    {
        var all = new Lazy<Construct[]>(() => [.. constructs()]);
        var byType = new Lazy<Dictionary<Type, Construct>>(() => all.Value.ToDictionary(construct => construct.Type));
        var byLetter = new Lazy<Dictionary<char, Construct>>(() => all.Value.ToDictionary(construct => construct.Letter));
        return new(
            (writer, value) =>
            {
                RuntimeHelpers.EnsureSufficientExecutionStack();
                Construct construct = byType.Value[value!.GetType()];
                writer.Letter(construct.Letter);
                construct.Record.Write(writer, value);
            },
            reader =>
            {
                RuntimeHelpers.EnsureSufficientExecutionStack();
                return byLetter.Value.TryGetValue(reader.Letter(), out Construct? construct) ? construct.Record.Read(reader) : throw reader.Corrupt();
            });
    }
}

/// <summary>A construct of the language and the letter that its text begins with.</summary>
internal sealed record Construct(char Letter, Type Type, Part Record)
{
    public static Construct Of<T>(char letter, Func<T, object?[]> values, params Part[] parts) => new(letter, typeof(T), Part.Record(values, parts));
    public static Construct Of<T>(char letter) => Of<T>(letter, _ => []);
}
