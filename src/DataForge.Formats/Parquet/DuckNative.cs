using System.Runtime.InteropServices;

namespace DataForge.Formats;

/// <summary>The part of DuckDB's stable C API (duckdb.h) that this room calls. Handles are pointers; out parameters set by destroy calls are cleared.</summary>
internal static partial class DuckNative
{
    private const string Lib = NativeLibraries.DuckDb;

    [LibraryImport(Lib, EntryPoint = "duckdb_create_config")]
    internal static partial int CreateConfig(out nint config);

    [LibraryImport(Lib, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetConfig(nint config, string name, string value);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_config")]
    internal static partial void DestroyConfig(ref nint config);

    [LibraryImport(Lib, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string? path, out nint database, nint config, out nint error);

    [LibraryImport(Lib, EntryPoint = "duckdb_close")]
    internal static partial void Close(ref nint database);

    [LibraryImport(Lib, EntryPoint = "duckdb_connect")]
    internal static partial int Connect(nint database, out nint connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_disconnect")]
    internal static partial void Disconnect(ref nint connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_interrupt")]
    internal static partial void Interrupt(nint connection);

    [LibraryImport(Lib, EntryPoint = "duckdb_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(Lib, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Query(nint connection, string sql, ref DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Prepare(nint connection, string sql, out nint statement);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepare_error")]
    internal static partial nint PrepareError(nint statement);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_prepare")]
    internal static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_count")]
    internal static partial ulong StatementColumnCount(nint statement);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_name")]
    internal static partial nint StatementColumnName(nint statement, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_prepared_statement_column_logical_type")]
    internal static partial nint StatementColumnType(nint statement, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_execute_prepared_streaming")]
    internal static partial int ExecuteStreaming(nint statement, ref DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_result_error")]
    internal static partial nint ResultError(ref DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_result")]
    internal static partial void DestroyResult(ref DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_count")]
    internal static partial ulong ColumnCount(ref DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_name")]
    internal static partial nint ColumnName(ref DuckResult result, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_column_logical_type")]
    internal static partial nint ColumnType(ref DuckResult result, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_fetch_chunk")]
    internal static partial nint FetchChunk(DuckResult result);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_data_chunk")]
    internal static partial void DestroyChunk(ref nint chunk);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_get_size")]
    internal static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_set_size")]
    internal static partial void SetChunkSize(nint chunk, ulong size);

    [LibraryImport(Lib, EntryPoint = "duckdb_data_chunk_get_vector")]
    internal static partial nint Vector(nint chunk, ulong column);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_get_data")]
    internal static partial nint VectorData(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_get_validity")]
    internal static partial nint VectorValidity(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    internal static partial void EnsureValidity(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_unsafe_vector_assign_string_element_len")]
    internal static unsafe partial void AssignString(nint vector, ulong row, byte* text, ulong length);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_get_child")]
    internal static partial nint ListChild(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_get_size")]
    internal static partial ulong ListSize(nint vector);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_set_size")]
    internal static partial int SetListSize(nint vector, ulong size);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_vector_reserve")]
    internal static partial int ReserveList(nint vector, ulong capacity);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_vector_get_child")]
    internal static partial nint StructChild(nint vector, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_logical_type")]
    internal static partial nint CreateType(DuckType type);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_list_type")]
    internal static partial nint CreateListType(nint element);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_struct_type", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint CreateStructType(nint[] types, string[] names, ulong count);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_map_type")]
    internal static partial nint CreateMapType(nint key, nint value);

    [LibraryImport(Lib, EntryPoint = "duckdb_map_type_key_type")]
    internal static partial nint MapKeyType(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_map_type_value_type")]
    internal static partial nint MapValueType(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_decimal_type")]
    internal static partial nint CreateDecimalType(byte width, byte scale);

    [LibraryImport(Lib, EntryPoint = "duckdb_decimal_width")]
    internal static partial byte DecimalWidth(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_decimal_scale")]
    internal static partial byte DecimalScale(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_logical_type_set_alias", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetAlias(nint type, string alias);

    [LibraryImport(Lib, EntryPoint = "duckdb_logical_type_get_alias")]
    internal static partial nint Alias(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void DestroyType(ref nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_get_type_id")]
    internal static partial DuckType TypeId(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_list_type_child_type")]
    internal static partial nint ListElementType(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_count")]
    internal static partial ulong StructFieldCount(nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_name")]
    internal static partial nint StructFieldName(nint type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_struct_type_child_type")]
    internal static partial nint StructFieldType(nint type, ulong index);

    [LibraryImport(Lib, EntryPoint = "duckdb_create_table_function")]
    internal static partial nint CreateTableFunction();

    [LibraryImport(Lib, EntryPoint = "duckdb_destroy_table_function")]
    internal static partial void DestroyTableFunction(ref nint function);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetFunctionName(nint function, string name);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_bind")]
    internal static partial void SetFunctionBind(nint function, nint callback);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_init")]
    internal static partial void SetFunctionInit(nint function, nint callback);

    [LibraryImport(Lib, EntryPoint = "duckdb_table_function_set_function")]
    internal static partial void SetFunctionBody(nint function, nint callback);

    [LibraryImport(Lib, EntryPoint = "duckdb_register_table_function")]
    internal static partial int RegisterTableFunction(nint connection, nint function);

    [LibraryImport(Lib, EntryPoint = "duckdb_bind_add_result_column", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void AddResultColumn(nint bind, string name, nint type);

    [LibraryImport(Lib, EntryPoint = "duckdb_init_set_max_threads")]
    internal static partial void SetMaxThreads(nint init, ulong threads);

    [LibraryImport(Lib, EntryPoint = "duckdb_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetFunctionError(nint function, string message);

    /// <summary>Text of a pointer that DuckDB owns.</summary>
    internal static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}

/// <summary>duckdb_result; its fields belong to the library.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckResult
{
    private ulong _columns, _rows, _changed;
    private nint _columnData, _error, _internal;
}

/// <summary>duckdb_type: those that this room treats by themselves.</summary>
internal enum DuckType
{
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    List = 24,
    Struct = 25,
    Map = 26,
    UHugeInt = 32,
}
