using System.Collections.Concurrent;

namespace Storefront.Suppliers;

/// <summary>The prices that the shop shows, asked again from the supplier every minute.</summary>
public sealed class PriceList(SupplierClient supplier, ILogger<PriceList> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, decimal> _prices = new();

    public async Task<decimal> GetAsync(string sku)
    {
        if (!_prices.TryGetValue(sku, out var price))
        {
            await UpdateAsync(sku);
            price = _prices[sku];
        }

        return price;
    }

    public async Task InvalidateAsync(string sku)
    {
        if (_prices.TryRemove(sku, out _))
        {
            await UpdateAsync(sku);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RefreshAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "The prices could not be refreshed");
            }
        }
    }

    private async Task RefreshAsync()
    {
        foreach (var sku in _prices.Keys)
        {
            await UpdateAsync(sku);
        }
    }

    private async Task UpdateAsync(string sku)
    {
        var quote = await supplier.GetQuoteAsync(sku);
        _prices[sku] = quote.Price;
    }
}
