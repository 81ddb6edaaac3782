namespace AsyncLint.Benchmarks;

/// <summary>
/// The members that generated services are made of. Placeholders: <c>$E</c> the entity, <c>$N</c> a number that makes names unique,
/// <c>$K</c> a small number, <c>$W</c> a word.
/// </summary>
static class Templates
{
    /// <summary>Defect-free members, as many sync as async: what most rules see most of the time.</summary>
    public static IReadOnlyList<string> Members { get; } =
    [
        """
            /// <summary>Loads one $E and logs when there is none.</summary>
            public async Task<$E?> Load$NAsync(int id, CancellationToken cancellation = default)
            {
                if (id <= 0)
                {
                    throw new ArgumentOutOfRangeException(nameof(id));
                }

                var found = await _repository.FindAsync(id, cancellation).ConfigureAwait(false);
                if (found is null)
                {
                    await _log.WriteLineAsync($"$E {id} was not found").ConfigureAwait(false);
                    return null;
                }

                _cache[id] = found;
                return found with { Visits = found.Visits + 1 };
            }
        """,
        """
            public decimal Total$N(IEnumerable<$E> items, decimal discount)
            {
                var sum = items
                    .Where(item => item.IsActive && item.Price > $K)
                    .Select(item => item.Price * item.Quantity)
                    .DefaultIfEmpty(0m)
                    .Sum();
                var reduced = discount > 0 ? sum - sum * Math.Min(discount, 1m) : sum;
                return decimal.Round(reduced, 2, MidpointRounding.AwayFromZero);
            }
        """,
        """
            public async Task<IReadOnlyList<$E>> Refresh$NAsync(IReadOnlyCollection<int> ids, CancellationToken cancellation)
            {
                var pending = ids.Distinct().Select(id => _repository.FindAsync(id, cancellation)).ToList();
                var loaded = await Task.WhenAll(pending).ConfigureAwait(false);
                var result = new List<$E>(loaded.Length);
                foreach (var item in loaded)
                {
                    if (item is { IsActive: true })
                    {
                        _cache[item.Id] = item;
                        result.Add(item);
                    }
                }

                return result;
            }
        """,
        """
            public string Describe$N($E item)
            {
                var text = new StringBuilder();
                text.Append(item.Name).Append(' ').Append('#').Append(item.Id);
                for (var i = 0; i < item.Tags.Count; i++)
                {
                    text.Append(i == 0 ? " [" : ", ").Append(item.Tags[i].ToUpperInvariant());
                }

                if (item.Tags.Count > 0)
                {
                    text.Append(']');
                }

                return text.Length > $K ? text.ToString() : "$W";
            }
        """,
        """
            public async Task<int> Import$NAsync(string path, CancellationToken cancellation)
            {
                var count = 0;
                await using var stream = File.OpenRead(path);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                while (await reader.ReadLineAsync(cancellation) is { } line)
                {
                    var cells = line.Split(';', StringSplitOptions.TrimEntries);
                    if (cells.Length < 3 || !int.TryParse(cells[0], out var id))
                    {
                        continue;
                    }

                    try
                    {
                        await _repository.SaveAsync(new $E { Id = id, Name = cells[1] }, cancellation);
                        count++;
                    }
                    catch (IOException problem)
                    {
                        await _log.WriteLineAsync(problem.Message);
                    }
                }

                return count;
            }
        """,
        """
            public Grade Rate$N($E item) => item switch
            {
                { Price: > 1000m, Quantity: > 10 } => Grade.High,
                { Price: > 100m } or { Tags.Count: > $K } => Grade.Medium,
                { IsActive: false } => Grade.None,
                _ => Grade.Low,
            };
        """,
        """
            public bool TryParse$N(string text, out $E? item)
            {
                item = null;
                var parts = text.Split(',');
                if (parts.Length != 4)
                {
                    return false;
                }

                var parsed = ParseNumber(parts[0]);
                if (!parsed.Success || parsed.Result < 0)
                {
                    return false;
                }

                item = new $E { Id = parsed.Result, Name = parts[1].Trim(), Quantity = ParseNumber(parts[2]).Result };
                return !string.IsNullOrEmpty(item.Name) && !string.Equals(item.Name, "$W", StringComparison.OrdinalIgnoreCase);
            }
        """,
        """
            public Task<$E?> Peek$NAsync(int id)
            {
                lock (_gate)
                {
                    if (_cache.TryGetValue(id, out var known))
                    {
                        _hits++;
                        return Task.FromResult<$E?>(known);
                    }
                }

                return _repository.FindAsync(id, CancellationToken.None);
            }
        """,
        """
            public void Forget$N(Predicate<$E> match)
            {
                var stale = new List<int>();
                lock (_gate)
                {
                    foreach (var pair in _cache)
                    {
                        if (match(pair.Value) && pair.Value.Visits < $K)
                        {
                            stale.Add(pair.Key);
                        }
                    }

                    stale.ForEach(id => _cache.Remove(id));
                }

                Changed?.Invoke(this, new ChangedEventArgs("$W", stale.Count));
            }
        """,
        """
            public async IAsyncEnumerable<$E> Stream$NAsync(int first, int last, [EnumeratorCancellation] CancellationToken cancellation = default)
            {
                for (var id = first; id <= last; id++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (await _repository.FindAsync(id, cancellation) is { } item)
                    {
                        yield return item;
                    }
                    else if (id % $K == 0)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(id), cancellation);
                    }
                }
            }
        """,
        """
            public async Task<string> Fetch$NAsync(Uri address, CancellationToken cancellation)
            {
                for (var attempt = 1; ; attempt++)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, address);
                    request.Headers.Add("X-$W", attempt.ToString(CultureInfo.InvariantCulture));
                    try
                    {
                        using var response = await _client.SendAsync(request, cancellation);
                        response.EnsureSuccessStatusCode();
                        return await response.Content.ReadAsStringAsync(cancellation);
                    }
                    catch (HttpRequestException) when (attempt < $K)
                    {
                        await Task.Delay(attempt * 100, cancellation);
                    }
                }
            }
        """,
        """
            public IReadOnlyDictionary<string, int> Count$N(IEnumerable<$E> items)
            {
                var counts = new Dictionary<string, int>(StringComparer.Ordinal);
                foreach (var item in items)
                {
                    foreach (var tag in item.Tags)
                    {
                        counts[tag] = counts.TryGetValue(tag, out var known) ? known + item.Quantity : item.Quantity;
                    }
                }

                return counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take($K).ToDictionary(pair => pair.Key, pair => pair.Value);
            }
        """,
        """
            public static int[] Spread$N(int seed, int size)
            {
                var values = new int[Math.Max(size, $K)];
                for (var i = 0; i < values.Length; i++)
                {
                    seed = unchecked(seed * 1103515245 + 12345);
                    values[i] = (seed >> 16) & 0x7fff;
                    if (i > 0 && values[i] < values[i - 1])
                    {
                        (values[i], values[i - 1]) = (values[i - 1], values[i]);
                    }
                }

                Array.Sort(values);
                return values;
            }
        """,
        """
            public async Task<Answer<$E>> Handle$NAsync(Request request, CancellationToken cancellation)
            {
                if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
                {
                    return Answer<$E>.Rejected("$W");
                }

                var item = await _repository.FindAsync(request.Id, cancellation);
                if (item is null)
                {
                    return Answer<$E>.Missing();
                }

                var changed = item with { Name = request.Name, Quantity = request.Quantity ?? item.Quantity };
                await _repository.SaveAsync(changed, cancellation);
                return Answer<$E>.Found(changed);
            }
        """,
        // Blocks that cannot wait: the flow analysis has to prove it.
        """
            public async Task<decimal> Compare$NAsync(int left, int right, CancellationToken cancellation)
            {
                var first = _repository.FindAsync(left, cancellation);
                var second = _repository.FindAsync(right, cancellation);
                await Task.WhenAll(first, second);
                return (first.Result?.Price ?? 0m) - (second.Result?.Price ?? 0m) + $K;
            }
        """,
    ];

    /// <summary>One defect of each kind, and the same member without it: the two variants of the code differ in nothing else.</summary>
    public static IReadOnlyList<(string Dirty, string Clean)> Defects { get; } =
    [
        (
        // ASL1001
        """
            public async Task Publish$NAsync($E item, CancellationToken cancellation)
            {
                _repository.SaveAsync(item, cancellation);
                await _log.WriteLineAsync("$W");
            }
        """,
        """
            public async Task Publish$NAsync($E item, CancellationToken cancellation)
            {
                await _repository.SaveAsync(item, cancellation);
                await _log.WriteLineAsync("$W");
            }
        """),
        (
        // ASL2001
        """
            public async Task<decimal> Price$NAsync(int id, CancellationToken cancellation)
            {
                await _log.WriteLineAsync("$W");
                var item = _repository.FindAsync(id, cancellation).Result;
                return item is null ? 0m : item.Price * $K;
            }
        """,
        """
            public async Task<decimal> Price$NAsync(int id, CancellationToken cancellation)
            {
                await _log.WriteLineAsync("$W");
                var item = await _repository.FindAsync(id, cancellation);
                return item is null ? 0m : item.Price * $K;
            }
        """),
        (
        // ASL2002
        """
            public bool Exists$N(int id)
            {
                var found = _repository.FindAsync(id, CancellationToken.None).GetAwaiter().GetResult();
                return found is { IsActive: true };
            }
        """,
        """
            public bool Exists$N(int id)
            {
                var found = _repository.Find(id);
                return found is { IsActive: true };
            }
        """),
        (
        // A blocking call that has an async counterpart.
        """
            public async Task Pause$NAsync(string path)
            {
                Thread.Sleep($K);
                await _log.WriteLineAsync(await File.ReadAllTextAsync(path));
            }
        """,
        """
            public async Task Pause$NAsync(string path)
            {
                await Task.Delay($K);
                await _log.WriteLineAsync(await File.ReadAllTextAsync(path));
            }
        """),
        (
        // async void
        """
            public async void Notify$N($E item)
            {
                await _log.WriteLineAsync(item.Name);
                _hits++;
            }
        """,
        """
            public async Task Notify$N($E item)
            {
                await _log.WriteLineAsync(item.Name);
                _hits++;
            }
        """),
        (
        // An async lambda as an Action
        """
            public void Touch$N(List<$E> items)
            {
                items.ForEach(async item => await _repository.SaveAsync(item with { Visits = $K }, CancellationToken.None));
            }
        """,
        """
            public void Touch$N(List<$E> items)
            {
                items.ForEach(item => _repository.Save(item with { Visits = $K }));
            }
        """),
    ];

    /// <summary>What a service rests on, and what a file ends with.</summary>
    public const string Head =
        """
        using System.Globalization;
        using System.Runtime.CompilerServices;
        using System.Text;

        namespace Shop.Area$N;

        public enum Grade { None, Low, Medium, High }

        public sealed record $E
        {
            public int Id { get; init; }
            public string Name { get; init; } = "";
            public decimal Price { get; init; }
            public int Quantity { get; init; }
            public int Visits { get; init; }
            public bool IsActive { get; init; } = true;
            public IReadOnlyList<string> Tags { get; init; } = [];
        }

        public sealed record Request(int Id, string? Name, int? Quantity);

        public readonly record struct Parsed(bool Success, int Result);

        public sealed class ChangedEventArgs(string reason, int count) : EventArgs
        {
            public string Reason { get; } = reason;
            public int Count { get; } = count;
        }

        public sealed record Answer<T>(int Status, T? Value, string? Problem)
            where T : class
        {
            public static Answer<T> Found(T value) => new(200, value, null);
            public static Answer<T> Missing() => new(404, null, "missing");
            public static Answer<T> Rejected(string problem) => new(400, null, problem);
        }

        public interface I$ERepository
        {
            $E? Find(int id);
            void Save($E item);
            Task<$E?> FindAsync(int id, CancellationToken cancellation);
            Task SaveAsync($E item, CancellationToken cancellation);
        }

        public sealed class $ERepository(string folder) : I$ERepository
        {
            private readonly Dictionary<int, $E> _items = [];

            public $E? Find(int id) => _items.GetValueOrDefault(id);

            public void Save($E item) => _items[item.Id] = item;

            public async Task<$E?> FindAsync(int id, CancellationToken cancellation)
            {
                if (_items.TryGetValue(id, out var known))
                {
                    return known;
                }

                var path = Path.Combine(folder, id + ".txt");
                return File.Exists(path) ? new $E { Id = id, Name = await File.ReadAllTextAsync(path, cancellation) } : null;
            }

            public async Task SaveAsync($E item, CancellationToken cancellation)
            {
                _items[item.Id] = item;
                await File.WriteAllTextAsync(Path.Combine(folder, item.Id + ".txt"), item.Name, cancellation);
            }
        }

        public sealed class $EService
        {
            private readonly Dictionary<int, $E> _cache = [];
            private readonly object _gate = new();
            private readonly I$ERepository _repository;
            private readonly HttpClient _client;
            private readonly TextWriter _log;
            private int _hits;

            public $EService(I$ERepository repository, HttpClient client, TextWriter log)
            {
                _repository = repository ?? throw new ArgumentNullException(nameof(repository));
                _client = client;
                _log = log;
            }

            public event EventHandler<ChangedEventArgs>? Changed;

            public int Hits => _hits;

            private static Parsed ParseNumber(string text) =>
                int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? new(true, number) : new(false, 0);

        """;
}
