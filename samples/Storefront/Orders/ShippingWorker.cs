using Storefront.Notifications;
using Storefront.Suppliers;

namespace Storefront.Orders;

/// <summary>Hands placed orders to the supplier, one after the other.</summary>
public sealed class ShippingWorker(
    ShippingQueue queue, OrderRepository orders, SupplierClient supplier, OrderNotifier notifier, ILogger<ShippingWorker> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var order in queue.ReadAllAsync(stoppingToken))
        {
            try
            {
                ShipAsync(order);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogError(e, "Order {Reference} cannot be shipped", order.Reference);
                await orders.SetStatusAsync(order.Reference, OrderStatus.Backordered);
            }
        }
    }

    private async Task ShipAsync(Order order)
    {
        await supplier.ShipAsync(order);
        await orders.SetStatusAsync(order.Reference, OrderStatus.Shipped);
        notifier.OrderShipped(order);
    }
}
