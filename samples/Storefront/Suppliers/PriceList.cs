using System.Collections.Concurrent;

namespace Storefront.Suppliers;

/// <summary>The prices that the shop shows, asked again from the supplier every minute.</summary>
public sealed class PriceList : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, decimal> _prices = new();
    private readonly SupplierClient _supplier;
    private readonly Timer _timer;

    public PriceList(SupplierClient supplier)
    {
        _supplier = supplier;
        _timer = new Timer(_ => RefreshAsync(), null, Interval, Interval);
    }

    public async Task<decimal> GetAsync(string sku)
    {
        if (!_prices.TryGetValue(sku, out var price))
        {
            await UpdateAsync(sku);
            price = _prices[sku];
        }

        return price;
    }

    public void Invalidate(string sku)
    {
        if (_prices.TryRemove(sku, out _))
        {
            UpdateAsync(sku);
        }
    }

    public void Dispose() => _timer.Dispose();

    private async Task RefreshAsync()
    {
        foreach (var sku in _prices.Keys)
        {
            await UpdateAsync(sku);
        }
    }

    private async Task UpdateAsync(string sku)
    {
        var quote = await _supplier.GetQuoteAsync(sku);
        _prices[sku] = quote.Price;
    }
}
