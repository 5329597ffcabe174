using System.Globalization;
using DataForge.Tests.Mutants;

// named                      the mutants written by hand; exit 1 when one survives
// sample COUNT SEED ROOM…    so many random mutants of each room; prints the share that was killed
var repository = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(repository, "DataForge.sln"))) repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("no DataForge.sln above the program");

switch (args)
{
    case ["named", .. var only]:
        return NamedMutants.Run(repository, only);
    case ["sample", var count, var seed, .. var rooms] when rooms.Length > 0:
        RandomMutants.Run(repository, int.Parse(count, CultureInfo.InvariantCulture), long.Parse(seed, CultureInfo.InvariantCulture), rooms);
        return 0;
    default:
        Console.Error.WriteLine("usage: named [NAME…] | sample COUNT SEED ROOM…");
        return 2;
}
