using Storefront.Orders;

namespace Storefront.Suppliers;

public sealed class SupplierClient(HttpClient http)
{
    private const int MaxAttempts = 4;

    public async Task<Quote> GetQuoteAsync(string sku)
    {
        var response = http.GetAsync($"quotes/{Uri.EscapeDataString(sku)}").Result;
        response.EnsureSuccessStatusCode();

        var quote = await response.Content.ReadFromJsonAsync<Quote>();
        return quote ?? throw new SupplierException($"The supplier does not know {sku}.");
    }

    public Task<bool> IsInStockAsync(string sku)
    {
        var quote = GetQuoteAsync(sku).GetAwaiter().GetResult();
        return Task.FromResult(quote.InStock > 0);
    }

    public async Task ReserveAsync(string reference, OrderLine line)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await http.PostAsJsonAsync("reservations", new Reservation(reference, line.Sku, line.Quantity));
            if (response.IsSuccessStatusCode)
            {
                return;
            }

            if (attempt == MaxAttempts)
            {
                throw new SupplierException($"The supplier does not reserve {line.Sku}: {(int)response.StatusCode}.");
            }

            Thread.Sleep(attempt * 100);
        }
    }

    public async Task ShipAsync(Order order)
    {
        var skus = order.Lines.Select(line => line.Sku).ToArray();
        var response = await http.PostAsJsonAsync("shipments", new Shipment(order.Reference, order.Customer, skus));
        if (!response.IsSuccessStatusCode)
        {
            throw new SupplierException($"The supplier does not ship {order.Reference}: {(int)response.StatusCode}.");
        }
    }
}
