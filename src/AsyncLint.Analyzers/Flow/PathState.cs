using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace AsyncLint.Flow;

/// <summary>Where the followed task is held.</summary>
/// <param name="Root">A local, a parameter, or the id of a flow capture.</param>
/// <param name="Part">
/// <see cref="Whole"/>: the variable is the task. Otherwise the variable holds it inside: at the constant index, key or tuple position that
/// this is, or <see cref="Anywhere"/>.
/// </param>
internal readonly record struct Place(object Root, object Part)
{
    public static readonly object Whole = new();

    public static readonly object Anywhere = new();

    /// <summary>As <see cref="Anywhere"/>, in an enumerator that has come to it.</summary>
    public static readonly object Enumerated = new();

    public ISymbol? Variable => Root as ISymbol;
}

/// <summary>What is known of the followed task at one point of one kind of path: not yet started, or held in these places.</summary>
internal sealed class PathState
{
    private readonly List<Place> _places;

    public PathState()
    {
        _places = new();
    }

    private PathState(PathState other)
    {
        _places = new(other._places);
        IsStarted = other.IsStarted;
        Doubts = other.Doubts;
        Facts = other.Facts;
        LastVariable = other.LastVariable;
    }

    /// <summary>The task exists; before, the state only collects what conditions tell.</summary>
    public bool IsStarted { get; set; }

    /// <summary>The task has been observed, has escaped, or is lost: the rest of the path says nothing about it.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Conditions on the path that may exclude, in a way that is not understood, that the task was started.</summary>
    public Doubts Doubts { get; set; }

    public PathFacts Facts { get; set; }

    public IReadOnlyList<Place> Places => _places;

    /// <summary>The variable that got the task last, by which a message calls it.</summary>
    public ISymbol? LastVariable { get; private set; }

    public PathState Copy() => new(this);

    public void Hold(Place place)
    {
        if (!_places.Contains(place))
        {
            _places.Add(place);
        }

        LastVariable = place.Variable ?? LastVariable;
    }

    /// <summary>What <paramref name="root"/> holds of the task: null, or the part.</summary>
    public object? HeldBy(object root)
    {
        object? held = null;
        foreach (var place in _places)
        {
            if (place.Root.Equals(root))
            {
                held = held is null ? place.Part : Place.Anywhere;
            }
        }

        return held;
    }

    /// <summary>The variable gets another value.</summary>
    public void Forget(object root) => _places.RemoveAll(place => place.Root.Equals(root));

    /// <summary>One element of the variable gets another value.</summary>
    public void Forget(Place place) => _places.Remove(place);

    /// <summary>The variables and captures of a region that is left are gone.</summary>
    public void Leave(ControlFlowRegion region)
    {
        foreach (var local in region.Locals)
        {
            Forget(local);
        }

        foreach (var capture in region.CaptureIds)
        {
            Forget(capture);
        }
    }

    /// <summary>True where the task is in the same situation in both, so that the two paths may go on as one if their doubts allow it.</summary>
    public bool IsLike(PathState other)
    {
        if (IsStarted != other.IsStarted || _places.Count != other._places.Count)
        {
            return false;
        }

        foreach (var place in _places)
        {
            if (!other._places.Contains(place))
            {
                return false;
            }
        }

        return true;
    }
}
