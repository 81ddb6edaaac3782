using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using Storefront.Orders;

namespace Storefront;

/// <summary>
/// Runs this application as a server process of its own, as on a machine with two processors, sends it a few dozen requests and
/// prints what a client and an operator see. The partners run here, so that they are never the ones that are slow.
/// </summary>
public static class Demo
{
    private const int Customers = 20;

    public static async Task<int> RunAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(19));
        await using var partners = await StartPartnersAsync();
        await using var server = await Server.StartAsync(partners.Urls.First(), limit.Token);
        using var client = new HttpClient { BaseAddress = server.Address };

        Console.WriteLine($"{Assembly.GetEntryAssembly()!.GetName().Name} listens on {server.Address}");
        await PlaceAsync(client, "warm-up", "kettle", "anna@example.com", limit.Token);
        await TimeAsync(() => client.GetStringAsync("health", limit.Token));

        try
        {
            await ShowBurstAsync(client, limit.Token);
            await ShowDuplicateAsync(client, server, limit.Token);
            await ShowShipmentAsync(client, server, limit.Token);
            await ShowMailAsync(client, server, limit.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("   the server does not answer any more");
            return 1;
        }
    }

    private static async Task ShowBurstAsync(HttpClient client, CancellationToken cancellationToken)
    {
        Title($"1. {Customers} customers order at once; an order asks the supplier for a quote (200 ms) and twice for a reservation");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(12));
        var idle = await TimeAsync(() => client.GetStringAsync("health", limit.Token));
        var clock = Stopwatch.StartNew();
        var burst = Task.WhenAll(Enumerable.Range(1, Customers).Select(
            n => PlaceAsync(client, $"burst-{n}", "kettle", "anna@example.com", limit.Token)));

        var health = new List<TimeSpan>();
        do
        {
            await Task.Delay(20, cancellationToken);
            health.Add(await TimeAsync(() => client.GetStringAsync("health", limit.Token)));
        }
        while (!burst.IsCompleted);

        var answers = await burst;
        var elapsed = clock.Elapsed;
        Line("orders", $"{answers.Count(answer => answer == "201 Created")} of {Customers} answered 201 Created after {Ms(elapsed)}");
        Line("GET /health before", Ms(idle));
        Line("GET /health meanwhile", $"slowest {Ms(health.Max())}, {health.Count} answers");
    }

    private static async Task ShowDuplicateAsync(HttpClient client, Server server, CancellationToken cancellationToken)
    {
        Title("2. Two customers use the same reference");

        server.ForgetLog();
        Line("POST /orders, anna", await PlaceAsync(client, "gift", "lamp", "anna@example.com", cancellationToken));
        Line("POST /orders, bert", await PlaceAsync(client, "gift", "lamp", "bert@example.com", cancellationToken));
        var stored = await client.GetFromJsonAsync<Order>("orders/gift", cancellationToken);
        Line("GET /orders/gift", $"is the order of {stored!.Customer}");
        Line("server log", server.Complaints);
        Line("unobserved exceptions", await client.GetStringAsync("probe/unobserved", cancellationToken));
    }

    private static async Task ShowShipmentAsync(HttpClient client, Server server, CancellationToken cancellationToken)
    {
        Title("3. The supplier refuses to ship an order, behind the back of the customer");

        server.ForgetLog();
        Line("POST /orders", await PlaceAsync(client, "old-tunes", "gramophone", "anna@example.com", cancellationToken));
        await Task.Delay(1000, cancellationToken);
        var stored = await client.GetFromJsonAsync<Order>("orders/old-tunes", cancellationToken);
        Line("a second later", $"the order is {stored!.Status}");
        Line("server log", server.Complaints);
        Line("unobserved exceptions", await client.GetStringAsync("probe/unobserved", cancellationToken));
    }

    private static async Task ShowMailAsync(HttpClient client, Server server, CancellationToken cancellationToken)
    {
        Title("4. The mail gateway refuses to confirm an order");

        server.ForgetLog();
        Line("POST /orders", await PlaceAsync(client, "letter", "lamp", "nobody@example.com", cancellationToken));
        var exited = await server.ExitsWithinAsync(TimeSpan.FromSeconds(3));
        Line("server process", exited ? $"died with exit code {server.ExitCode}" : "is alive");
        Line("server log", server.Complaints);
        Line("POST /orders, the next", await PlaceAsync(client, "next", "lamp", "anna@example.com", cancellationToken));
    }

    private static async Task<string> PlaceAsync(
        HttpClient client, string reference, string sku, string customer, CancellationToken cancellationToken)
    {
        try
        {
            var request = new OrderRequest(reference, customer, [new OrderLine(sku, 1)]);
            using var response = await client.PostAsJsonAsync("orders", request, cancellationToken);
            return $"{(int)response.StatusCode} {response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"no answer: {e.HttpRequestError}";
        }
        catch (OperationCanceledException)
        {
            return "no answer in time";
        }
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> request)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await request();
        }
        catch (OperationCanceledException)
        {
            // No answer in time: what was waited is what is shown.
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<WebApplication> StartPartnersAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPartners();
        await app.StartAsync();
        return app;
    }

    private static string Ms(TimeSpan time) => $"{time.TotalMilliseconds:N0} ms";

    private static void Title(string text) => Console.WriteLine($"\n{text}");

    private static void Line(string what, string value) => Console.WriteLine($"   {what,-24}{value}");

    private sealed class Server : IAsyncDisposable
    {
        private static readonly string[] _complaints = ["warn:", "fail:", "crit:", "Unhandled exception"];

        private readonly Process _process;
        private readonly string _folder;
        private readonly List<string> _log = [];
        private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Server(Process process, string folder)
        {
            _process = process;
            _folder = folder;
        }

        public Uri Address { get; private set; } = null!;

        public int ExitCode => _process.ExitCode;

        public string Complaints
        {
            get
            {
                lock (_log)
                {
                    return _log.Count == 0 ? "empty" : string.Join($"\n{"",27}", _log);
                }
            }
        }

        public static async Task<Server> StartAsync(string partners, CancellationToken cancellationToken)
        {
            var folder = Directory.CreateTempSubdirectory("storefront-").FullName;
            var start = new ProcessStartInfo(Environment.ProcessPath!)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["DOTNET_PROCESSOR_COUNT"] = "2",
                    ["DOTNET_DbgEnableMiniDump"] = "0",
                    ["Logging__LogLevel__Default"] = "Warning",
                    ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
                    ["Logging__Console__FormatterName"] = "simple",
                    ["Logging__Console__FormatterOptions__SingleLine"] = "true",
                    ["Logging__Console__FormatterOptions__ColorBehavior"] = "Disabled",
                    ["Partners__BaseAddress"] = $"{partners}/partners/",
                    ["Orders__Journal"] = Path.Combine(folder, "orders.jsonl"),
                },
            };

            // `dotnet Storefront.dll --demo` rather than the executable: say again which assembly to run.
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            {
                start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
            }

            start.ArgumentList.Add("--urls");
            start.ArgumentList.Add("http://127.0.0.1:0");

            var server = new Server(new Process { StartInfo = start }, folder);
            server._process.OutputDataReceived += (_, e) => server.Read(e.Data);
            server._process.ErrorDataReceived += (_, e) => server.Read(e.Data);
            server._process.EnableRaisingEvents = true;
            server._process.Exited += (_, _) => server._address.TrySetException(new InvalidOperationException("The server did not start."));
            server._process.Start();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            try
            {
                server.Address = await server._address.Task.WaitAsync(cancellationToken);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            return server;
        }

        public void ForgetLog()
        {
            lock (_log)
            {
                _log.Clear();
            }
        }

        public async Task<bool> ExitsWithinAsync(TimeSpan time)
        {
            using var timeout = new CancellationTokenSource(time);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }

            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private void Read(string? line)
        {
            const string Listening = "Now listening on: ";
            if (line?.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var index)
            {
                _address.TrySetResult(new Uri(line[(index + Listening.Length)..].Trim()));
            }
            else if (line is not null && _complaints.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
            {
                lock (_log)
                {
                    _log.Add(line.Length > 110 ? line[..110] + "..." : line);
                }
            }
        }
    }
}
