using DataForge.Core;
using DataForge.Formats;

namespace DataForge.Tests.Formats;

public class DeviceTests
{
    [Fact]
    public void A_device_is_written_in_place_and_stays_a_device()
    {
        using (var writer = RowWriter.Open("/dev/null"))
        {
            writer.Write(Row.Parse("{}"));
            writer.Commit();
        }

        Assert.False(File.Exists("/dev/null.part"));
        Assert.Equal(0, new FileInfo("/dev/null").Length);
        using var device = File.OpenRead("/dev/null");
        Assert.False(device.CanSeek && device.Length > 0);
    }
}
