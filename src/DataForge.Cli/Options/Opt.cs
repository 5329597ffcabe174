namespace DataForge.Cli;

/// <summary>One option, declared once: parsing, help, the reference page, the config file and the manifest all read it here.</summary>
public abstract class Opt
{
    private protected Opt(string name, string help)
    {
        Name = name;
        Help = help;
    }

    /// <summary>Without the dashes; lower case, words joined by <c>-</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence, under 80 columns.</summary>
    public string Help { get; }

    /// <summary>What stands for the value in help: <c>N</c>, <c>FILE</c>; null for a flag.</summary>
    public abstract string? ValueName { get; }

    /// <summary>Allowed values in words, with the unit: <c>1 to 1024 samples</c>; null when anything goes.</summary>
    public virtual string? Range => null;

    /// <summary>The default as the user would write it; null when there is none.</summary>
    public abstract string? DefaultText { get; }

    /// <summary>One letter for <c>-q</c>; null where there is none.</summary>
    public virtual string? Short => null;

    /// <summary>False for what leaves the output as it is: where it goes, threads, timeouts. Such an option is no part of a run's identity.</summary>
    public bool ChangesOutput { get; init; } = true;

    /// <summary>The value as it may be kept and shown: an address without what could be a key.</summary>
    internal virtual string Shown(string value) => value;

    /// <summary>May be given several times.</summary>
    public virtual bool Repeatable => false;

    /// <summary>The value when the option is absent.</summary>
    internal abstract object? DefaultValue { get; }

    /// <summary>Reads the given values (one unless repeatable).</summary>
    /// <exception cref="FormatException">The message says what was expected.</exception>
    internal abstract object? Read(IReadOnlyList<string> values);
}

/// <summary>An option with a value of type T.</summary>
public abstract class Opt<T> : Opt
{
    private protected Opt(string name, string help) : base(name, help) { }

    internal sealed override object? DefaultValue => Default;

    /// <summary>The value when the option is absent.</summary>
    public abstract T Default { get; }

    internal sealed override object? Read(IReadOnlyList<string> values) => Parse(values);

    private protected abstract T Parse(IReadOnlyList<string> values);
}
