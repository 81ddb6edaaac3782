using Storefront.Orders;
using Storefront.Suppliers;

namespace Storefront.Notifications;

/// <summary>Tells the customer by mail, and other systems by webhook, what happens to an order.</summary>
public sealed class OrderNotifier(HttpClient http, IConfiguration configuration, ILogger<OrderNotifier> logger)
{
    private readonly List<string> _webhooks =
        configuration.GetSection("Notifications:Webhooks").Get<List<string>>() ?? ["webhooks/warehouse"];

    public Task OrderPlacedAsync(Order order) =>
        SendAsync("mails", new Mail(order.Customer, $"We received your order {order.Reference}"));

    public Task OrderShippedAsync(Order order) =>
        Task.WhenAll(_webhooks.Select(webhook => SendAsync(webhook, new { Event = "shipped", order.Reference })));

    private async Task SendAsync<T>(string path, T message)
    {
        try
        {
            var response = await http.PostAsJsonAsync(path, message);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            logger.LogWarning(e, "{Message} was not delivered", message);
        }
    }
}
