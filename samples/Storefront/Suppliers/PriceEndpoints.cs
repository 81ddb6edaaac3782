namespace Storefront.Suppliers;

public static class PriceEndpoints
{
    public static void MapPrices(this WebApplication app)
    {
        app.MapGet("/prices/{sku}", async (string sku, PriceList prices) => await prices.GetAsync(sku));

        app.MapDelete("/prices/{sku}", (string sku, PriceList prices) => prices.Invalidate(sku));

        app.MapGet("/stock/{sku}", async (string sku, SupplierClient supplier) => await supplier.IsInStockAsync(sku));
    }
}
