using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AsyncLint.Calls;
using AsyncLint.Flow;
using AsyncLint.Hosts;
using Microsoft.CodeAnalysis;

namespace AsyncLint.Facts;

/// <summary>What all rules and fixes know about one compilation; made once for it and gone with it.</summary>
internal sealed class CompilationFacts
{
    private static readonly ConditionalWeakTable<Compilation, CompilationFacts> s_facts = new();

    private readonly Lazy<MemoryChannels> _memoryChannels;
    private readonly ConcurrentDictionary<CallOptions, CallSummaries> _calls = new();
    private readonly ConcurrentDictionary<string, EntryPoints> _entryPoints = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Deadlocks> _deadlocks = new(StringComparer.Ordinal);

    private CompilationFacts(Compilation compilation)
    {
        Compilation = compilation;
        Types = new KnownTypes(compilation);
        Awaitables = new AwaitableTypes(compilation, Types);
        Siblings = new AsyncSiblings(compilation, Awaitables, Types);
        Delegates = new DelegateUses(Types);
        SymbolLists = new SymbolLists(compilation);
        BlockingWaits = new BlockingWaits(this);
        SyncApis = new SyncApis(this);
        _memoryChannels = new(() => new MemoryChannels(this));
        CalleeBodies = new CalleeBodies(this);
        ValueSinks = new ValueSinks(Types, SymbolLists);
        Models = new SemanticModels(compilation);
        Callees = new ParamFlow(this);
        MayFault = new MayFault(this);
        AppModels = new AppModels(Types);
        LastResort = new LastResort(compilation, Types, AppModels);
        AwaitSteps = new AwaitSteps(this);
        InitializationDeadlocks = new InitializationDeadlocks(this);
        Disposals = new AsyncDisposals(this);
        Implementations = new Implementations(this);
        UncompletedSources = new UncompletedSources(this);
        LockOrders = new LockOrders(this);
        CompletionPredicates = new CompletionPredicates(this);
    }

    public Compilation Compilation { get; }

    public KnownTypes Types { get; }

    public AwaitableTypes Awaitables { get; }

    public AsyncSiblings Siblings { get; }

    public DelegateUses Delegates { get; }

    public SymbolLists SymbolLists { get; }

    public BlockingWaits BlockingWaits { get; }

    public SyncApis SyncApis { get; }

    public MemoryChannels MemoryChannels => _memoryChannels.Value;

    public CalleeBodies CalleeBodies { get; }

    public ValueSinks ValueSinks { get; }

    public SemanticModels Models { get; }

    public UnreadFields UnreadFields { get; } = new();

    public UncompletedSources UncompletedSources { get; }

    public SemaphoreRoles SemaphoreRoles { get; } = new();

    /// <summary>Which functions of the source only ask whether a task is complete.</summary>
    public CompletionPredicates CompletionPredicates { get; }

    /// <summary>Which locks of a type are acquired in two orders.</summary>
    public LockOrders LockOrders { get; }

    public AsyncDisposals Disposals { get; }

    /// <summary>What functions of the source do with the tasks that they are given.</summary>
    public ParamFlow Callees { get; }

    /// <summary>What a virtual call may run.</summary>
    public Implementations Implementations { get; }

    /// <summary>Which functions of the source block their callers, as far as these options let calls be followed.</summary>
    public CallSummaries Calls(CallOptions options) => _calls.GetOrAdd(options, chosen => new CallSummaries(this, chosen));

    /// <summary>What functions of the source wait for before their tasks are complete.</summary>
    public AwaitSteps AwaitSteps { get; }

    /// <summary>Which waits of initializers never end.</summary>
    public InitializationDeadlocks InitializationDeadlocks { get; }

    /// <summary>Which application models there are.</summary>
    public AppModels AppModels { get; }

    /// <summary>Which functions frameworks run on their contexts, as far as the option asynclint.app_model lets them.</summary>
    public EntryPoints EntryPoints(string appModel) => _entryPoints.GetOrAdd(appModel, chosen => new EntryPoints(this, AppModels.For(chosen)));

    /// <summary>Which blocks never end, with the same option.</summary>
    public Deadlocks Deadlocks(string appModel) => _deadlocks.GetOrAdd(appModel, chosen => new Deadlocks(this, EntryPoints(chosen)));

    /// <summary>Whether exceptions come out of functions and tasks.</summary>
    public MayFault MayFault { get; }

    /// <summary>Where an exception goes that nothing in a function catches.</summary>
    public LastResort LastResort { get; }

    /// <summary>The facts of <paramref name="compilation"/>, or null where it has no Task type and nothing is asynchronous.</summary>
    public static CompilationFacts? Of(Compilation compilation)
    {
        var facts = s_facts.GetValue(compilation, static c => new CompilationFacts(c));
        return facts.Types.Task is null ? null : facts;
    }
}
