using DataForge.Core;

namespace DataForge.Interactions;

/// <summary>Trains a model on pairs, after the abstract of MCRL (Li et al. 2023, arXiv:2310.16566).</summary>
/// <remarks>
/// The abstract says what is learned: a conservative value of long-term engagement, and reward and transition functions by contrast of positive with negative state-action pairs.
/// It gives no formulas; those here are the usual ones: sampled softmax for the policy; pairwise logistic loss for the reward; InfoNCE over next states for the transition
/// (van den Oord et al. 2018); double Q-learning (van Hasselt et al. 2016) with a term α log Σ exp Q(s, ·) that lowers
/// values for the value (CQL, Kumar et al. 2020, equation 1 with the entropy regularizer: a lower bound at every action, not only in the mean).
/// One thread, stochastic gradient steps by Adagrad: the same pairs and seed give the same model.
/// </remarks>
public sealed class McrlTrainer
{
    private const int OtherStates = 16; // next states of other pairs that the true one is told from
    private const int OtherActions = 64; // items of the conservative term: all of a small catalogue

    private readonly McrlSettings _settings;
    private readonly PairSet _pairs;
    private readonly McrlModel _model;
    private readonly Head _target;
    private readonly int _width;
    private readonly float _rate;
    private readonly float[] _state, _next, _gradient, _predicted, _ahead, _nextGradient, _candidates;
    private readonly float[] _embeddingSquares, _mixSquares, _actionSquares;
    private double[] _shares = new double[64];

    private McrlTrainer(PairSet pairs, McrlSettings settings)
    {
        (_pairs, _settings, _width, _rate) = (pairs, settings, settings.Dimensions, (float)settings.Rate);
        _model = new McrlModel(pairs.ItemNames, _width, settings.Recency);
        _target = new Head(pairs.Items, _width);
        (_state, _next, _gradient, _predicted, _ahead, _nextGradient) = (new float[_width], new float[_width], new float[_width], new float[_width], new float[_width], new float[_width]);
        _candidates = new float[(OtherStates + 1) * _width];
        (_embeddingSquares, _mixSquares, _actionSquares) = (new float[_model.Embeddings.Length], new float[_model.Mix.Length], new float[_model.Actions.Length]);
    }

    /// <param name="progress">Told of each pair learned from.</param>
    /// <exception cref="ForgeException">No pair to learn from, or the numbers grew beyond what a float holds.</exception>
    public static McrlModel Train(PairSet pairs, McrlSettings settings, Action? progress = null, CancellationToken cancel = default)
    {
        if (pairs.TrainPairs == 0) throw new ForgeException("expected pairs of the split train, found none");
        var trainer = new McrlTrainer(pairs, settings);
        trainer.Start();
        for (var epoch = 0; epoch < settings.Epochs; epoch++) trainer.Epoch(epoch, progress, cancel);
        return trainer._model.Parameters.All(part => Array.TrueForAll(part, float.IsFinite))
            ? trainer._model
            : throw new ForgeException("training left the finite numbers, so there is no model to write: a smaller learning rate or smaller rewards keep it within them");
    }

    private void Start()
    {
        var random = CounterRandom.For(_settings.Seed, "mcrl", "start");
        var size = 1 / Math.Sqrt(_width);
        for (var i = 0; i < _model.Embeddings.Length; i++) _model.Embeddings[i] = (float)((2 * random.Share((ulong)i) - 1) * size);
        for (var i = 0; i < _width; i++) _model.Mix[i * _width + i] = 1;
    }

    private void Epoch(int epoch, Action? progress, CancellationToken cancel)
    {
        _target.CopyFrom(_model.Value);
        var random = CounterRandom.For(_settings.Seed, "mcrl", "epoch").Fork((ulong)epoch);
        var order = new int[_pairs.TrainPairs];
        var keys = new ulong[order.Length];
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, random.Bits((ulong)i));
        Array.Sort(keys, order);
        foreach (var index in order)
        {
            cancel.ThrowIfCancellationRequested();
            Learn(_pairs.Train[index], random.Fork((ulong)index));
            progress?.Invoke();
        }
    }

    private void Learn(in PairSet.Pair pair, CounterRandom random)
    {
        var items = _pairs.State(pair);
        var negatives = _pairs.Negatives(pair);
        if (_shares.Length <= Math.Max(negatives.Length, OtherActions)) _shares = new double[Math.Max(negatives.Length, OtherActions) + 1];
        _model.Encode(items, _state, 0);
        _model.Encode(_pairs.Next(pair), _next, 0);
        Array.Clear(_gradient);
        LearnSoftmax(_model.Policy, pair.Action, negatives, 1);
        if (_settings.RewardWeight > 0) LearnReward(pair, negatives, _settings.RewardWeight);
        if (_settings.TransitionWeight > 0) LearnTransition(pair, random);
        if (_settings.ValueWeight > 0) LearnValue(pair, random);
        var all = _model.WeightSum(items.Length);
        var weight = 1.0;
        for (var i = items.Length - 1; i >= 0; i--, weight *= _settings.Recency)
            Vectors.Step(_model.Embeddings, _embeddingSquares, items[i] * _width, (float)(weight / all), _gradient, 0, _width, _rate);
    }

    /// <summary>−log softmax of the action among itself and the negatives.</summary>
    /// <param name="lift">Added to the negatives' numbers: the logarithm of how many items each stands for.</param>
    /// <param name="raise">1 raises the action against the others; 0 lowers all alike.</param>
    private void LearnSoftmax(Head head, int action, ReadOnlySpan<int> negatives, double weight, double lift = 0, double raise = 1)
    {
        _shares[0] = head.Of(_state, action);
        for (var i = 0; i < negatives.Length; i++) _shares[i + 1] = head.Of(_state, negatives[i]) + lift;
        Softmax(_shares.AsSpan(0, negatives.Length + 1));
        head.Learn(_state, action, (float)(weight * (_shares[0] - raise)), _gradient, _rate);
        for (var i = 0; i < negatives.Length; i++) head.Learn(_state, negatives[i], (float)(weight * _shares[i + 1]), _gradient, _rate);
    }

    private void LearnReward(in PairSet.Pair pair, ReadOnlySpan<int> negatives, double weight)
    {
        var head = _model.Reward;
        var own = head.Of(_state, pair.Action);
        if (_settings.Reward == RewardLoss.Regression)
        {
            head.Learn(_state, pair.Action, (float)(weight * (own - pair.Reward)), _gradient, _rate);
            return;
        }

        var sum = 0.0;
        for (var i = 0; i < negatives.Length; i++) sum += _shares[i] = weight / negatives.Length / (1 + Math.Exp(own - head.Of(_state, negatives[i])));
        head.Learn(_state, pair.Action, (float)-sum, _gradient, _rate);
        for (var i = 0; i < negatives.Length; i++) head.Learn(_state, negatives[i], (float)_shares[i], _gradient, _rate);
    }

    /// <summary>InfoNCE: the predicted next state is nearest to the true one among next states of other pairs. These are held fixed.</summary>
    private void LearnTransition(in PairSet.Pair pair, CounterRandom random)
    {
        _next.CopyTo(_candidates, 0);
        for (var i = 0; i < OtherStates; i++) _model.Encode(_pairs.Next(_pairs.Train[random.Below((ulong)i, _pairs.TrainPairs)]), _candidates, (i + 1) * _width);
        _model.NextState(_state, pair.Action).CopyTo(_predicted, 0);
        Span<double> shares = new double[OtherStates + 1];
        for (var i = 0; i <= OtherStates; i++) shares[i] = Vectors.Dot(_predicted, 0, _candidates, i * _width, _width);
        Softmax(shares);
        Array.Clear(_ahead);
        for (var i = 0; i <= OtherStates; i++) Vectors.AddScaled(_ahead, 0, (float)(_settings.TransitionWeight * (shares[i] - (i == 0 ? 1 : 0))), _candidates, i * _width, _width);
        Vectors.Step(_model.Actions, _actionSquares, pair.Action * _width, 1, _ahead, 0, _width, _rate);
        Array.Clear(_nextGradient);
        for (var i = 0; i < _width; i++)
        {
            Vectors.AddScaled(_nextGradient, 0, _ahead[i], _model.Mix, i * _width, _width);
            Vectors.Step(_model.Mix, _mixSquares, i * _width, _ahead[i], _state, 0, _width, _rate);
        }

        Vectors.AddScaled(_gradient, 0, 1, _nextGradient, 0, _width);
    }

    /// <summary>Half the squared temporal difference, with the action chosen by one copy of the head and valued by an older one, and the conservative term.</summary>
    private void LearnValue(in PairSet.Pair pair, CounterRandom random)
    {
        var ahead = pair.Done ? 0 : _target.Of(_next, _model.Value.Best(_next));
        var error = _model.Value.Of(_state, pair.Action) - (pair.Reward + _settings.Discount * ahead);
        _model.Value.Learn(_state, pair.Action, (float)(_settings.ValueWeight * error), _gradient, _rate);
        if (_settings.Conservatism > 0) LearnConservatism(pair.Action, random);
    }

    /// <summary>α log Σ exp Q(s, ·) over all items, or over as many drawn ones that stand for the others.</summary>
    /// <remarks>Not over the pair's negatives: these are never items of the state, whose values would rise unchecked.</remarks>
    private void LearnConservatism(int action, CounterRandom random)
    {
        var all = _pairs.Items - 1;
        var drawn = Math.Min(all, OtherActions);
        Span<int> others = new int[drawn];
        for (var i = 0; i < drawn; i++)
        {
            var other = drawn == all ? i : random.Below((ulong)(OtherStates + i), all);
            others[i] = other < action ? other : other + 1;
        }

        LearnSoftmax(_model.Value, action, others, _settings.ValueWeight * _settings.Conservatism, Math.Log((double)all / drawn), raise: 0);
    }

    private static void Softmax(Span<double> values)
    {
        var most = double.NegativeInfinity;
        foreach (var value in values) most = Math.Max(most, value);
        var sum = 0.0;
        foreach (ref var value in values) sum += value = Math.Exp(value - most);
        foreach (ref var value in values) value /= sum;
    }
}
