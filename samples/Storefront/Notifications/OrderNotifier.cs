using Storefront.Orders;
using Storefront.Suppliers;

namespace Storefront.Notifications;

/// <summary>Tells the customer by mail, and other systems by webhook, what happens to an order.</summary>
public sealed class OrderNotifier(HttpClient http, IConfiguration configuration)
{
    private readonly List<string> _webhooks =
        configuration.GetSection("Notifications:Webhooks").Get<List<string>>() ?? ["webhooks/warehouse"];

    public async void OrderPlaced(Order order)
    {
        var response = await http.PostAsJsonAsync("mails", new Mail(order.Customer, $"We received your order {order.Reference}"));
        response.EnsureSuccessStatusCode();
    }

    public void OrderShipped(Order order)
    {
        _webhooks.ForEach(async webhook =>
        {
            var response = await http.PostAsJsonAsync(webhook, new { Event = "shipped", order.Reference });
            response.EnsureSuccessStatusCode();
        });
    }
}
