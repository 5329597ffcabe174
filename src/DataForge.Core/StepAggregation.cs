namespace DataForge.Core;

/// <summary>How the step scores of a process reward model become one score of the solution.</summary>
/// <remarks>
/// Zhang et al. 2025 (arXiv:2501.07301): best-of-N takes the product of all step scores (sections 2.2 and 4.2, for Qwen2.5-Math-PRM); product and minimum suit models
/// trained on human or judged labels, the last score suits models trained on Monte Carlo estimates, whose step score already looks ahead to the answer (section 3.2.4).
/// The model cards give the step scores only and leave this open.
/// </remarks>
public enum StepAggregation
{
    /// <summary>The probability that all steps are right, if they were independent. Falls with the number of steps.</summary>
    Product,

    /// <summary>The worst step.</summary>
    Min,

    /// <summary>The step that holds the answer.</summary>
    Last,
}

/// <summary>Folds step scores.</summary>
public static class StepAggregations
{
    /// <param name="steps">In order, at least one.</param>
    public static double Of(this StepAggregation fold, IReadOnlyList<double> steps) => fold switch
    {
        StepAggregation.Min => steps.Min(),
        StepAggregation.Last => steps[^1],
        _ => steps.Aggregate(1.0, (product, step) => product * step),
    };
}
