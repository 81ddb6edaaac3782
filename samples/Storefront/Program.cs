using Storefront;
using Storefront.Notifications;
using Storefront.Orders;
using Storefront.Suppliers;

if (args.Contains("--demo"))
{
    return await Demo.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
var partners = new Uri(builder.Configuration["Partners:BaseAddress"] ?? "http://localhost:5000/partners/");

builder.Services.AddHttpClient<SupplierClient>(client => client.BaseAddress = partners);
builder.Services.AddHttpClient<OrderNotifier>(client => client.BaseAddress = partners);
builder.Services.AddSingleton<OrderRepository>();
builder.Services.AddSingleton<PriceList>();
builder.Services.AddSingleton<ShippingQueue>();
builder.Services.AddHostedService<ShippingWorker>();

var app = builder.Build();

app.Services.GetRequiredService<OrderRepository>().LoadAsync().Wait();

app.MapGet("/health", () => "ok");
app.MapOrders();
app.MapPrices();
app.MapPartners();
app.MapProbe();

await app.RunAsync();
return 0;
