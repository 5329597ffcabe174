namespace DataForge.Models.Engine;

/// <summary>Tells whether this process stands in a shell pipe, where other model processes may want the same cores.</summary>
internal static class Pipes
{
    public static bool AnyStandardStream() => IsPipe(0) || IsPipe(1);

    private static bool IsPipe(int descriptor)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", returnFinalTarget: false)?.Name.StartsWith("pipe:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
