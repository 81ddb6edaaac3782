namespace Storefront.Suppliers;

public sealed record Quote(string Sku, decimal Price, int InStock);

public sealed record Reservation(string Reference, string Sku, int Quantity);

public sealed record Shipment(string Reference, string Customer, IReadOnlyList<string> Skus);

public sealed record Mail(string To, string Subject);

public sealed class SupplierException(string message) : Exception(message);
