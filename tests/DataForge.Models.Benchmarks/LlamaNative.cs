using System.Runtime.InteropServices;

namespace DataForge.Models.Benchmarks;

/// <summary>The few calls of llama.cpp's C API that decoding needs; the layout of the parameter records is that of llama.h v0.5.0.</summary>
internal static unsafe partial class LlamaNative
{
    private const string Library = "llama";

    /// <summary>Loads the library and its CPU backends from a folder.</summary>
    public static void Load(string directory)
    {
        var path = Directory.GetFiles(directory, "libllama.*so*").Order(StringComparer.Ordinal).First(p => !p.Contains("common", StringComparison.Ordinal));
        NativeLibrary.SetDllImportResolver(typeof(LlamaNative).Assembly, (name, _, _) => name == Library ? NativeLibrary.Load(path) : 0);
        var ggml = NativeLibrary.Load(Directory.GetFiles(directory, "libggml.*so*").Order(StringComparer.Ordinal).First());
        var load = (delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path");
        fixed (byte* folder = System.Text.Encoding.UTF8.GetBytes(directory + "\0")) load(folder);
        llama_log_set((nint)(delegate* unmanaged<int, byte*, void*, void>)&Silence, 0);
        llama_backend_init();
        var defaults = llama_context_default_params();
        if (defaults.Batch != 2048 || defaults.Contexts == 0 || llama_model_default_params().GpuLayers > 0 && defaults.MicroBatch != 512)
            throw new InvalidOperationException("this llama.cpp has another parameter layout than v0.5.0");
    }

    [UnmanagedCallersOnly]
    private static void Silence(int level, byte* text, void* user)
    {
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ModelParameters
    {
        public nint Devices, BufferOverrides;
        public int GpuLayers, SplitMode, LoadMode, LazyMode, MainGpu;
        public nint TensorSplit, Progress, ProgressData, Overrides;
        public byte VocabularyOnly, CheckTensors, ExtraBuffers, NoHost, NoAllocation, LoadMtp;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ContextParameters
    {
        public uint Contexts, Batch, MicroBatch, Sequences, Snapshots, Outputs, OutputsPerSequence;
        public int Threads, BatchThreads, Type, Rope, Pooling, Attention, FlashAttention;
        public float RopeBase, RopeScale, YarnExtend, YarnAttention, YarnFast, YarnSlow;
        public uint YarnOriginal;
        public float Defragment;
        public nint Evaluate, EvaluateData;
        public int KeyType, ValueType;
        public nint Abort, AbortData;
        public byte Embeddings, OffloadKqv, NoPerformance, OpOffload, SwaFull, Unified;
        public nint Samplers;
        public nuint SamplerCount;
        public nint Other;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Batch
    {
        public int Count;
        public int* Token;
        public float* Embedding;
        public int* Position;
        public int* SequenceCount;
        public int** Sequence;
        public sbyte* Output;
    }

#pragma warning disable SYSLIB1054, CA1401, CA2101, CA5392 // records by value and a resolver of our own; a benchmark, not the product
    [DllImport(Library)] public static extern void llama_backend_init();
    [DllImport(Library)] public static extern void llama_log_set(nint callback, nint data);
    [DllImport(Library)] public static extern ModelParameters llama_model_default_params();
    [DllImport(Library)] public static extern ContextParameters llama_context_default_params();
    [DllImport(Library)] public static extern nint llama_model_load_from_file(byte* path, ModelParameters parameters);
    [DllImport(Library)] public static extern nint llama_init_from_model(nint model, ContextParameters parameters);
    [DllImport(Library)] public static extern void llama_free(nint context);
    [DllImport(Library)] public static extern void llama_model_free(nint model);
    [DllImport(Library)] public static extern nint llama_get_memory(nint context);
    [DllImport(Library)] public static extern void llama_memory_clear(nint memory, [MarshalAs(UnmanagedType.U1)] bool data);
    [DllImport(Library)] public static extern Batch llama_batch_init(int tokens, int embedding, int sequences);
    [DllImport(Library)] public static extern void llama_batch_free(Batch batch);
    [DllImport(Library)] public static extern int llama_decode(nint context, Batch batch);
    [DllImport(Library)] public static extern float* llama_get_logits_ith(nint context, int index);
#pragma warning restore SYSLIB1054, CA1401, CA2101, CA5392
}
