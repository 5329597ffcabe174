using System.Reflection;
using System.Runtime.CompilerServices;

namespace DataForge.Tests;

/// <summary>The public members of a library's promised types, as text, against the baseline that stands beside its project. FORGE_BLESS=1 writes it anew, never under CI.</summary>
internal static class PublicApi
{
    public static void Check(Assembly library, IEnumerable<string> types)
    {
        var path = Path.Combine(SharedData.Repository, "src", library.GetName().Name!, "PublicApi.txt");
        var found = string.Concat(library.GetExportedTypes().Where(t => types.Contains(t.Name)).OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Lines).Select(l => l + "\n"));
        if (Environment.GetEnvironmentVariable("FORGE_BLESS") == "1" && Environment.GetEnvironmentVariable("CI") != "true") File.WriteAllText(path, found);
        Assert.Equal(File.ReadAllText(path), found);
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{(type.IsEnum ? "enum" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsInterface ? "interface" : "class")} {type.FullName}";
        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m is not MethodBase { IsSpecialName: true, IsConstructor: false } and not Type && !m.Name.Contains('<', StringComparison.Ordinal) && m.Name != "value__");
        foreach (var line in members.Select(m => Line(type, m)).Order(StringComparer.Ordinal)) yield return "    " + line;
    }

    private static string Line(Type type, MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field => $"{field.Name} = {Convert.ToString(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}",
        PropertyInfo property => $"{property.PropertyType} {property.Name} {{{(property.CanRead ? " get;" : "")}{(property.SetMethod is { IsPublic: true } set ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;" : "")} }}",
        ConstructorInfo constructor => $"{type.Name}({string.Join(", ", constructor.GetParameters().Select(Parameter))})",
        MethodInfo method => $"{method.ReturnType} {method.Name}({string.Join(", ", method.GetParameters().Select(Parameter))})",
        _ => member.ToString()!,
    };

    private static string Parameter(ParameterInfo parameter) => $"{parameter.ParameterType} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}";
}
