namespace DataForge.Interactions;

/// <summary>A number for each action of a state: the dot product of the state with the action's row, and the action's bias.</summary>
internal sealed class Head
{
    private readonly int _width;
    private readonly float[] _squares, _biasSquares;

    public Head(int items, int width)
    {
        _width = width;
        (Weights, Biases) = (new float[items * width], new float[items]);
        (_squares, _biasSquares) = (new float[items * width], new float[items]);
    }

    public float[] Weights { get; }

    public float[] Biases { get; }

    public float Of(float[] state, int action) => Vectors.Dot(state, 0, Weights, action * _width, _width) + Biases[action];

    /// <summary>Adds the gradient's part for the state, then steps.</summary>
    /// <param name="gradient">Of the loss by this action's number.</param>
    public void Learn(float[] state, int action, float gradient, float[] stateGradient, float rate)
    {
        Vectors.AddScaled(stateGradient, 0, gradient, Weights, action * _width, _width);
        Vectors.Step(Weights, _squares, action * _width, gradient, state, 0, _width, rate);
        var square = _biasSquares[action] += gradient * gradient;
        if (square > 0) Biases[action] -= rate * gradient / MathF.Sqrt(square);
    }

    /// <summary>The action with the highest number; the first of equal ones.</summary>
    public int Best(float[] state)
    {
        var (best, most) = (0, float.NegativeInfinity);
        for (var a = 0; a < Biases.Length; a++)
            if (Of(state, a) is var value && value > most)
                (best, most) = (a, value);
        return best;
    }

    public void CopyFrom(Head other)
    {
        other.Weights.CopyTo(Weights, 0);
        other.Biases.CopyTo(Biases, 0);
    }
}
