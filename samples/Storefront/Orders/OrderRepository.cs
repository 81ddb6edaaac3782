using System.Collections.Concurrent;
using System.Text.Json;

namespace Storefront.Orders;

/// <summary>Keeps orders in memory and every version of them in a journal, one JSON document a line.</summary>
public sealed class OrderRepository(IConfiguration configuration)
{
    private readonly string _journal = configuration["Orders:Journal"] ?? Path.Combine(AppContext.BaseDirectory, "orders.jsonl");
    private readonly ConcurrentDictionary<string, Order> _orders = new();
    private readonly SemaphoreSlim _gate = new(1, 1);

    public IEnumerable<Order> All => _orders.Values.OrderBy(order => order.Reference);

    public Order? Find(string reference) => _orders.GetValueOrDefault(reference);

    public async Task LoadAsync()
    {
        if (!File.Exists(_journal))
        {
            return;
        }

        await foreach (var line in File.ReadLinesAsync(_journal))
        {
            var order = JsonSerializer.Deserialize<Order>(line)!;
            _orders[order.Reference] = order;
        }
    }

    public async Task AddAsync(Order order)
    {
        _gate.Wait();
        try
        {
            if (_orders.ContainsKey(order.Reference))
            {
                throw new DuplicateOrderException(order.Reference);
            }

            await AppendAsync(order);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task SetStatusAsync(string reference, OrderStatus status)
    {
        _gate.Wait();
        try
        {
            if (Find(reference) is { } order)
            {
                await AppendAsync(order with { Status = status });
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task AppendAsync(Order order)
    {
        await File.AppendAllTextAsync(_journal, JsonSerializer.Serialize(order) + "\n");
        _orders[order.Reference] = order;
    }
}
