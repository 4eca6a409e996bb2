using System.Globalization;

namespace Kiln.Runtime.Tests.Networks;

public class NetworkInfoTests
{
    [Fact]
    public void Prints_the_layer_table_in_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "'" } };
            const string expected =
                "Fake: input [5] -> output [3]\n" +
                "layer   kind   output  parameters  multiply-adds  cycles  memory  field  implementation\n" +
                "---------------------------------------------------------------------------------------\n" +
                "dense1  Dense  [3]             18         15,000   1,000     192      -  GEMM\n" +
                "relu1   ReLU   [3]              -              -       -       -      -  fused\n" +
                "---------------------------------------------------------------------------------------\n" +
                "total                          18         15,000   1,000\n" +
                "arena 192 bytes, in training 1,256 bytes";
            Assert.Equal(expected, FakeNetwork.Info.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
