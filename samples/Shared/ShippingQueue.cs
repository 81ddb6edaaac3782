using System.Threading.Channels;

namespace Storefront.Orders;

/// <summary>Orders that wait to be handed to the supplier for shipment.</summary>
public sealed class ShippingQueue
{
    private readonly Channel<Order> _orders = Channel.CreateUnbounded<Order>();

    public void Enqueue(Order order) => _orders.Writer.TryWrite(order);

    public IAsyncEnumerable<Order> ReadAllAsync(CancellationToken cancellationToken) => _orders.Reader.ReadAllAsync(cancellationToken);
}
