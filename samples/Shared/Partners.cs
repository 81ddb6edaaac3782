using System.Collections.Concurrent;
using Storefront.Suppliers;

namespace Storefront;

/// <summary>
/// Stands in for the outside world: the supplier and the mail gateway. Quotes take 200 ms; a kettle can be reserved at the second
/// attempt; the gramophone is out of production; mail to nobody@example.com is refused.
/// </summary>
public static class Partners
{
    public static void MapPartners(this WebApplication app)
    {
        var partners = app.MapGroup("/partners");
        var attempts = new ConcurrentDictionary<Reservation, int>();

        partners.MapGet("/quotes/{sku}", async (string sku, CancellationToken cancellationToken) =>
        {
            await Task.Delay(200, cancellationToken);
            return new Quote(sku, 19.90m, InStock: 12);
        });

        partners.MapPost("/reservations", (Reservation reservation) =>
        {
            var attempt = attempts.AddOrUpdate(reservation, 1, (_, count) => count + 1);
            return reservation.Sku == "kettle" && attempt == 1 ? Results.StatusCode(503) : Results.Accepted();
        });

        partners.MapPost("/shipments", (Shipment shipment) =>
            shipment.Skus.Contains("gramophone") ? Results.StatusCode(410) : Results.Accepted());

        partners.MapPost("/mails", (Mail mail) =>
            mail.To == "nobody@example.com" ? Results.StatusCode(503) : Results.Accepted());

        partners.MapPost("/webhooks/{name}", (string name) => Results.Accepted());
    }
}
