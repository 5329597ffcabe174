namespace DataForge.Answers;

/// <summary>How a verdict came about; see <see cref="Grader.Explain"/>.</summary>
/// <param name="Gold">The readings of the gold answer, the one that keys use first.</param>
/// <param name="Predicted">The readings of the predicted answer.</param>
/// <param name="GoldKey">The gold answer's key.</param>
/// <param name="PredictedKey">The predicted answer's key.</param>
/// <param name="Grade">The verdict and the rule that decided.</param>
public sealed record Explanation(IReadOnlyList<string> Gold, IReadOnlyList<string> Predicted, string GoldKey, string PredictedKey, Grade Grade);
