using DataForge.Cli;

namespace DataForge.Tests.Cli;

public sealed class MemoryLimitTests
{
    private static string Row(string soft) =>
        $"Limit                     Soft Limit           Hard Limit           Units\nMax address space         {soft}            unlimited            bytes\nMax file locks            unlimited            unlimited            locks\n";

    [Fact]
    public void The_soft_limit_of_the_address_space_is_read() => Assert.Equal(2_048_000_000, MemoryLimit.AddressSpace(Row("2048000000")));

    [Theory]
    [InlineData("unlimited")]
    [InlineData("")]
    public void No_number_is_no_limit(string soft) => Assert.Null(MemoryLimit.AddressSpace(Row(soft)));

    [Fact]
    public void A_system_without_such_a_line_has_no_limit() => Assert.Null(MemoryLimit.AddressSpace("Max file locks unlimited unlimited locks\n"));

    [Fact]
    public void Too_little_memory_is_no_bug() => Assert.StartsWith("out of ", MemoryLimit.Explain(new InsufficientMemoryException()));

    [Fact]
    public void Another_failure_is_not_laid_to_memory() => Assert.Null(MemoryLimit.Explain(new InvalidOperationException()));

    [Fact]
    public void A_data_file_that_is_missing_is_not_laid_to_memory() => Assert.Null(MemoryLimit.Explain(new FileNotFoundException("no such file", "/data/rows.jsonl")));
}
