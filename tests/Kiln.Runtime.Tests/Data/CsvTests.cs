using System.Globalization;
using Kiln.Data;

namespace Kiln.Runtime.Tests.Data;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n")]
    [InlineData("a,b,c\r\n1,2,3\r\n4,5,6")]
    [InlineData("a,b,c\r1,2,3\r4,5,6\r")]
    [InlineData("\uFEFFa,b,c\n1,2,3\n\n4,5,6\n\n\n")]
    [InlineData("\"a\",\"b\",\"c\"\n\"1\",\"2\",\"3\"\n 4 ,5.0,+0.6e1\n")]
    public void Reads_named_columns(string text)
    {
        Batch batch = All(Dataset.Csv(folder.Write("t.csv", text), inputs: ["c", "a"], targets: ["b"]));
        Assert.Equal([3, 1, 6, 4], batch.Read<float>(0).ToArray());
        Assert.Equal([2, 5], batch.Read<float>(1).ToArray());
    }

    [Fact]
    public void Quoted_fields_hold_commas_quotes_and_line_breaks()
    {
        string path = folder.Write("t.csv", "x,\"the \"\"best\"\", really\",\"two\r\nlines\",empty\n1,2,\"a,\n\"\"b\"\"\",\"\"\n3,4,,\n");
        Batch batch = All(Dataset.Csv(path, ["x"], ["the \"best\", really"]));
        Assert.Equal([1, 3], batch.Read<float>(0).ToArray());
        Assert.Equal([2, 4], batch.Read<float>(1).ToArray());
        Assert.Equal(0, All(Dataset.Csv(folder.Write("u.csv", "x,two\n1,\"a,\n\"\"b\"\"\"\n"), ["x"], "two", ["a,\n\"b\""])).Read<int>(1)[0]);
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            foreign.NumberFormat.NumberDecimalSeparator = ",";
            foreign.NumberFormat.NumberGroupSeparator = ".";
            foreign.NumberFormat.NegativeSign = "\u2212";
            CultureInfo.CurrentCulture = foreign;
            Batch batch = All(Dataset.Csv(folder.Write("t.csv", "x,y\n-1.5,-2\n"), ["x"], ["y"]));
            Assert.Equal(-1.5f, batch.Read<float>(0)[0]);
            Assert.Equal(-2f, batch.Read<float>(1)[0]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Labels_are_class_indices_or_texts()
    {
        string path = folder.Write("t.csv", "x,kind,number\n1,cat,2\n2,dog,0\n3,cat,1\n");
        IDataset data = Dataset.Csv(path, ["x"], label: "kind", classes: ["dog", "cat"]);
        Assert.Equal(typeof(int), data.Columns[1].Element);
        Assert.Equal([1, 0, 1], All(data).Read<int>(1).ToArray());
        Assert.Equal([2, 0, 1], All(Dataset.Csv(path, ["x"], label: "number")).Read<int>(1).ToArray());
        // Integer-looking targets stay floats: regression.
        Assert.Equal(typeof(float), Dataset.Csv(path, ["x"], targets: ["number"]).Columns[1].Element);
    }

    [Fact]
    public void A_long_field_is_read_whole()
    {
        string path = folder.Write("t.csv", $"x,y,z\n1,2,{new string('w', 5000)}\n");
        Assert.Equal(2f, All(Dataset.Csv(path, ["x"], ["y"])).Read<float>(1)[0]);
    }

    [Theory]
    [InlineData("empty", "", 1, 1, "a header row", "an empty file")]
    [InlineData("blank-lines", "\n\n\n", 4, 1, "a header row", "an empty file")]
    [InlineData("header-only", "x,y\n", 2, 1, "at least one row", "the end of the file")]
    [InlineData("no-such-column", "x,z\n1,2\n", 1, 1, "a column named 'y'", "'x', 'z'")]
    [InlineData("other-case", "x,Y\n1,2\n", 1, 1, "a column named 'y'", "'x', 'Y'")]
    [InlineData("semicolons", "x;y\n1;2\n", 1, 1, "a column named 'x'", "'x;y'")]
    [InlineData("twice", "x,y,x\n1,2,3\n", 1, 5, "only one column named 'x'", "a second one")]
    [InlineData("too-few-fields", "x,y\n1,2\n3\n", 3, 1, "2 fields", "found 1")]
    [InlineData("too-many-fields", "x,y\n1,2\n3,4,5\n", 3, 1, "2 fields", "found 3")]
    [InlineData("comma-at-the-end", "x,y\n1,2,\n", 2, 1, "2 fields", "found 3")]
    [InlineData("word", "x,y\n1,2\n3,many\n", 3, 3, "a finite number in 'y'", "'many'")]
    [InlineData("missing-value", "x,y\n,2\n", 2, 1, "a finite number in 'x'", "an empty field")]
    [InlineData("quoted-nothing", "x,y\n1,\"\"\n", 2, 3, "a finite number in 'y'", "an empty field")]
    [InlineData("decimal-comma", "x,y\n1,\"2,5\"\n", 2, 3, "a finite number in 'y'", "'2,5'")]
    [InlineData("thousands", "x,y\n\"1,000\",2\n", 2, 1, "a finite number in 'x'", "'1,000'")]
    [InlineData("infinite", "x,y\n1,Infinity\n", 2, 3, "a finite number in 'y'", "'Infinity'")]
    [InlineData("not-a-number", "x,y\nNaN,1\n", 2, 1, "a finite number in 'x'", "'NaN'")]
    [InlineData("too-large", "x,y\n1,1e39\n", 2, 3, "a finite number in 'y'", "'1e39'")]
    [InlineData("hexadecimal", "x,y\n1,0x10\n", 2, 3, "a finite number in 'y'", "'0x10'")]
    [InlineData("quote-inside", "x,y\n1,2\"3\n", 2, 4, "a field without quotes inside", "a quote")]
    [InlineData("text-after-quote", "x,y\n\"1\"2,3\n", 2, 4, "a comma or the end of the line", "'2'")]
    [InlineData("open-quote", "x,y\n1,2\n3,\"4\n5,6\n", 3, 3, "a closing quote", "the end of the file")]
    [InlineData("open-quote-in-header", "x,\"y\n1,2\n", 1, 3, "a closing quote", "the end of the file")]
    [InlineData("after-two-line-field", "x,y,t\n1,2,\"a\nb\"\n3,oops,c\n", 4, 3, "a finite number in 'y'", "'oops'")]
    [InlineData("binary", "\u0001\u0002\u0003", 1, 1, "a column named 'x'", "\u0001")]
    public void Malformed_files_are_refused_with_the_place_and_the_reason(string name, string text, int line, int column, string expected, string found)
    {
        string path = folder.Write(name, text);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Csv(path, ["x"], ["y"]));
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}, column {column}: expected {expected}"), error.Message, StringComparison.Ordinal);
        Assert.Contains(found, error.Message[error.Message.IndexOf(", found ", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5", "a class index (0, 1, 2, ...) in 'y', found '1.5'")]
    [InlineData("-1", "a class index (0, 1, 2, ...) in 'y', found '-1'")]
    [InlineData("cat", "a class index (0, 1, 2, ...) in 'y', found 'cat'. Pass the texts")]
    [InlineData("9999999999", "a class index (0, 1, 2, ...) in 'y', found '9999999999'")]
    public void Labels_that_are_no_class_index_are_refused(string label, string message)
    {
        string path = folder.Write("t.csv", $"x,y\n1,{label}\n");
        Assert.Contains(
            $"{path}, line 2, column 3: expected {message}", Assert.Throws<InvalidDataException>(() => Dataset.Csv(path, ["x"], "y")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_outside_of_the_classes_is_refused()
    {
        string path = folder.Write("t.csv", "x,y\n1,cat\n2,cow\n");
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Csv(path, ["x"], "y", ["cat", "dog"]));
        Assert.Contains("line 3, column 3: expected one of the classes 'cat', 'dog' in 'y', found 'cow'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        string path = folder.Write("t.csv", "x,y\n1,2\n");
        Assert.Throws<ArgumentException>("inputs", () => Dataset.Csv(path, [], ["y"]));
        Assert.Throws<ArgumentException>("targets", () => Dataset.Csv(path, ["x"], Array.Empty<string>()));
        Assert.Throws<ArgumentException>("classes", () => Dataset.Csv(path, ["x"], "y", ["a", "a"]));
        Assert.ThrowsAny<IOException>(() => Dataset.Csv(path + ".missing", ["x"], ["y"]));
    }

    [Fact]
    public void Reads_penguins_up_to_the_first_missing_value_and_digits_whole()
    {
        string digits = SharedFiles.Shared("data/tabular/optdigits.tra"), penguins = SharedFiles.Shared("data/tabular/penguins.csv");
        IDataset data = Dataset.Csv(digits, [.. Enumerable.Range(1, 64).Select(i => $"Block {i}")], label: "Class");
        Assert.Equal(3823, data.Count);
        Assert.Equal([64], data.Columns[0].Shape);
        foreach (int label in All(data).Read<int>(1)) Assert.InRange(label, 0, 9);

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Dataset.Csv(penguins, ["bill_length_mm"], ["body_mass_g"]));
        Assert.Contains("line 5, column 18: expected a finite number in 'bill_length_mm', found an empty field", error.Message, StringComparison.Ordinal);
    }

    private static Batch All(IDataset data)
    {
        Batch batch = new(data.Columns, data.Count);
        data.Read([.. Enumerable.Range(0, data.Count)], batch);
        return batch;
    }
}
