using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DataForge.DefaultEmbedder;

/// <summary>Reads what an assembly carries without loading it: none of its code runs.</summary>
internal static class PackageResource
{
    /// <param name="name">The end of the resource's name.</param>
    public static byte[] Read(string assembly, string name)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource).First(r => metadata.GetString(r.Name).EndsWith("." + name, StringComparison.Ordinal));
        var all = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var reader = all.GetReader((int)resource.Offset, all.Length - (int)resource.Offset);
        return reader.ReadBytes(reader.ReadInt32());
    }
}
