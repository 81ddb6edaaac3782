using Storefront.Notifications;
using Storefront.Suppliers;

namespace Storefront.Orders;

public static class OrderEndpoints
{
    public static void MapOrders(this WebApplication app)
    {
        var group = app.MapGroup("/orders");

        group.MapGet("/", (OrderRepository orders) => orders.All);

        group.MapGet("/{reference}", (string reference, OrderRepository orders) =>
            orders.Find(reference) is { } order ? Results.Ok(order) : Results.NotFound());

        group.MapPost("/", PlaceAsync);

        group.MapPost("/{reference}/cancel", async (string reference, OrderRepository orders) =>
        {
            if (orders.Find(reference) is not { Status: OrderStatus.Placed })
            {
                return Results.Conflict();
            }

            await orders.SetStatusAsync(reference, OrderStatus.Cancelled);
            return Results.NoContent();
        });
    }

    private static async Task<IResult> PlaceAsync(
        OrderRequest request, OrderRepository orders, SupplierClient supplier, OrderNotifier notifier, ShippingQueue shipping)
    {
        if (request.Lines.Count == 0)
        {
            return Results.BadRequest("An order needs at least one line.");
        }

        var total = 0m;
        foreach (var line in request.Lines)
        {
            var quote = await supplier.GetQuoteAsync(line.Sku);
            total += quote.Price * line.Quantity;
        }

        await Task.WhenAll(request.Lines.Select(line => supplier.ReserveAsync(request.Reference, line)));

        var order = new Order(request.Reference, request.Customer, request.Lines, total, OrderStatus.Placed);
        try
        {
            await orders.AddAsync(order);
        }
        catch (DuplicateOrderException e)
        {
            return Results.Conflict(e.Message);
        }

        shipping.Enqueue(order);
        await notifier.OrderPlacedAsync(order);
        return Results.Created($"/orders/{order.Reference}", order);
    }
}
