using System.Reflection;
using System.Runtime.CompilerServices;
using DataForge.Core;

namespace DataForge.Tools;

/// <summary>Runs before anything else of a tool, its option tables included: what it does must hold even where those fail.</summary>
internal static class FirstAct
{
    [ModuleInitializer]
    internal static void Run()
    {
        if (Assembly.GetEntryAssembly() == typeof(FirstAct).Assembly) ProcessStart.Begin(typeof(FirstAct).Assembly.GetName().Name!);
    }
}
