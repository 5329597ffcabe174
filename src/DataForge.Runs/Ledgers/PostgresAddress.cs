using DataForge.Core;
using Npgsql;

namespace DataForge.Runs.Ledgers;

/// <summary><c>postgres://user:password@host:port/database</c> as a connection string.</summary>
internal static class PostgresAddress
{
    /// <exception cref="ForgeException">No such address.</exception>
    public static string Read(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.AbsolutePath.Trim('/') is not { Length: > 0 } database)
            throw new ForgeException("ledger: expected postgres://user@host:port/database (what was given is not shown: it may hold a password)");
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host, Port = uri.Port > 0 ? uri.Port : 5432, Database = Uri.UnescapeDataString(database), Timeout = 10, ApplicationName = "dataforge" };
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0) builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2) builder.Password = Uri.UnescapeDataString(user[1]);
        else if (Environment.GetEnvironmentVariable("PGPASSWORD") is { Length: > 0 } password) builder.Password = password;
        return builder.ConnectionString;
    }

    /// <summary>The address without user and password.</summary>
    public static string Shown(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"postgres://{uri.Authority[(uri.Authority.LastIndexOf('@') + 1)..]}{uri.AbsolutePath}" : "postgres://";
}
