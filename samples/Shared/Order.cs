namespace Storefront.Orders;

public enum OrderStatus { Placed, Shipped, Backordered, Cancelled }

public sealed record OrderLine(string Sku, int Quantity);

public sealed record OrderRequest(string Reference, string Customer, IReadOnlyList<OrderLine> Lines);

public sealed record Order(string Reference, string Customer, IReadOnlyList<OrderLine> Lines, decimal Total, OrderStatus Status);

public sealed class DuplicateOrderException(string reference) : Exception($"An order with the reference {reference} exists already.");
