namespace Storefront;

/// <summary>Counts the exceptions of tasks that were collected before anybody looked at them.</summary>
public static class Probe
{
    public static void MapProbe(this WebApplication app)
    {
        var unobserved = 0;
        TaskScheduler.UnobservedTaskException += (_, _) => Interlocked.Increment(ref unobserved);

        app.MapGet("/probe/unobserved", () =>
        {
            for (var round = 0; round < 3; round++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return Volatile.Read(ref unobserved);
        });
    }
}
