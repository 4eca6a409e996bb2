namespace Digits.Tests;

public sealed class DataFolderTests
{
    [Fact]
    public void AMissingFileIsNamedWithAllItsSpellings()
    {
        string folder = Directory.CreateTempSubdirectory("digits-").FullName;
        try
        {
            string message = Assert.Throws<FileNotFoundException>(() => DigitData.Open(folder)).Message;
            Assert.Contains("train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte, train-images.idx3-ubyte.gz", message);
            Assert.Contains(folder, message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
